import Experiments
import Inference
import TextSafety
import Workbench

extension Desk {
  /// The experiments for the workbench, with the model that came along; a run has the same surroundings as by
  /// `strata demo` without options.
  func liveDesk() -> LiveDesk {
    let options = options
    return LiveDesk(Experiments.all) { description in
      let surroundings = DemoSurroundings(
        options, model: nil, threads: WorkerPool.physicalCoreCount, seed: UInt64(SeedOption.usual))
      do {
        return try surroundings.environment(description)
      } catch let failure as Failure {
        throw LiveDesk.Failure(message: SafeText(failure.message))
      }
    }
  }
}
