import Experiments
import Inference
import TextSafety
import Workbench

extension Desk {
  /// The experiments for the workbench, with the models that are found on the machine; a run has the same surroundings
  /// as by `strata demo` without other options than `--model`.
  func liveDesk() -> LiveDesk {
    let options = options
    return LiveDesk(
      Experiments.all, models: { ModelFinder(Console.environment).find().models.map(\.forLive) }
    ) { description, model in
      let surroundings = DemoSurroundings(
        options, model: model, threads: WorkerPool.physicalCoreCount, seed: UInt64(SeedOption.usual), isQuiet: true)
      do {
        return try surroundings.environment(description)
      } catch let failure as Failure {
        throw LiveDesk.Failure(message: SafeText(failure.message))
      }
    }
  }
}

extension FoundModel {
  /// The model as the workbench offers it.
  fileprivate var forLive: LiveModel {
    LiveModel(
      path: path, name: SafeText(name), type: SafeText(type ?? ""),
      size: byteCount.map { SafeText("\(ByteCount($0))") } ?? .empty,
      facts: SafeText("\(takes); \(place), \(shownPath)"),
      isShipped: place == FoundModel.cameAlong, obstacle: obstacle.map { SafeText($0) })
  }
}
