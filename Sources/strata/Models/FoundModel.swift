import Foundation
import Inference

/// A model's file that was found, looked into but not read.
struct FoundModel: Equatable {
  let path: String
  /// The file's name without its ending, or what the program that keeps it calls it.
  let name: String
  /// The place of those that came along with the course.
  static let cameAlong = "came along"
  /// Who keeps it: `LM Studio`.
  let place: String
  /// Nil where the file cannot be read as a model.
  private(set) var byteCount: Int?
  /// How its weights are stored, as `Q4_K_M`.
  private(set) var type: String?
  private(set) var weightCount: Int?
  /// Whether its weights are random: it was made to be measured.
  private(set) var isSpeedOnly = false
  /// Bytes of memory that it takes, with `positions` tokens of context.
  private(set) var need: Int?
  private(set) var positions = 0
  /// Why it cannot be run here; nil where it can.
  private(set) var obstacle: String?

  /// Tokens of context for which memory is counted, where the model has so many.
  static let usualContext = 2_048

  /// Looks into a file; whatever is wrong with it becomes the obstacle.
  init(_ path: String, name: String, place: String, available: Int = Machine.availableMemory) {
    self.path = path
    self.name = name
    self.place = place
    do {
      let file = try GGUFFile.open(path)
      let facts = ModelFacts(path: path, file: file)
      byteCount = file.byteCount
      type = facts.type
      weightCount = facts.weightCount
      isSpeedOnly = facts.isSpeedOnly
      obstacle = check(file, available)
    } catch {
      // The path stands beside it.
      let text = "\(error)"
      obstacle = text.hasPrefix(path + " ") ? String(text.dropFirst(path.count + 1)) : text
    }
  }

  private mutating func check(_ file: GGUFFile, _ available: Int) -> String? {
    do {
      let model = try Model(metadata: file.metadata, tensors: file.tensors)
      positions = min(FoundModel.usualContext, max(1, model.blueprint.contextLength))
      let parts = MemoryNeed(model, positions: positions, type: .f16)
      // As strata model info counts it: every tensor, the small vectors too.
      let need = ModelOutline(file).weightBytes + parts.cache + parts.activations
      self.need = need
      guard need <= available else {
        return "it takes \(ByteCount(need)) of memory, and \(ByteCount(available)) are available"
      }
      _ = try Tokenizer(metadata: file.metadata)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// `takes 14.2 MiB of memory`.
  var takes: String {
    let memory = need.map { "takes \(ByteCount($0)) of memory" } ?? "memory unknown"
    return memory + (isSpeedOnly ? "; random weights, which show speed only" : "")
  }

  /// The path from the home folder on, where it lies there.
  var shownPath: String {
    let home = Console.environment["HOME", default: ""]
    return home.count > 1 && path.hasPrefix(home + "/") ? "~" + path.dropFirst(home.count) : path
  }
}
