public import ArgumentParser
import Foundation
public import Inference
import TextSafety

/// How many threads work.
struct ThreadsOption: ParsableArguments {
  @Option(help: ArgumentHelp("Threads that compute (default: the physical cores).", valueName: "n"))
  var threads: Int?

  /// Counts of threads that make sense.
  static let allowed = 1...256

  func validate() throws {
    if let threads, !ThreadsOption.allowed.contains(threads) {
      throw ValidationError("--threads must be from 1 to 256, not \(threads)")
    }
  }

  var count: Int { threads ?? WorkerPool.physicalCoreCount }
}

/// How keys and values are stored.
struct KVOption: ParsableArguments {
  @Option(
    name: .customLong("kv"),
    help: ArgumentHelp("How keys and values are stored: f32, f16 or q8_0.", valueName: "type"))
  var type = KVType.f16
}

/// Whether a file that is there may be written over.
struct ForceOption: ParsableArguments {
  @Flag(help: "Write over a file that is there.") var force = false

  /// Refuses a place that is taken, or where no file can be made.
  func check(_ path: String) throws {
    // A link that leads nowhere is something, too.
    guard force || (try? FileManager.default.attributesOfItem(atPath: path)) == nil else {
      throw Failure("the file \(path) is there already. Name another one, or write over it with --force")
    }
    try GGUFWriter.check(path)
  }

  /// Refuses, whatever was asked for, to write over a file that is read for what is written.
  static func check(_ path: String, isNoneOf inputs: [String]) throws(Failure) {
    guard inputs.contains(where: { isSame($0, path) }) else { return }
    throw Failure("\(path) is read by this command, and is not written over; name another file with -o")
  }

  /// Whether two names lead to one file.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
    return (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino)
  }
}

extension KVType: ExpressibleByArgument {}

/// A value that an option names, or wrong usage with the names that there are.
enum Named {
  static let shapes = ModelShape.named.map(\.name)
  static let mixes = QuantizationMix.allCases.map(\.name)
  static let types = TensorType.allCases.map(\.name)

  static func shape(_ name: String) throws(Failure) -> ModelShape {
    try found(ModelShape(named: name), "--shape", name, shapes)
  }

  static func mix(_ name: String) throws(Failure) -> QuantizationMix {
    try found(QuantizationMix(name: name), "--type", name.uppercased(), mixes)
  }

  static func type(_ name: String, option: String) throws(Failure) -> TensorType {
    try found(TensorType(name: name), option, name.uppercased(), types)
  }

  private static func found<Value>(
    _ value: Value?, _ option: String, _ name: String, _ names: [String]
  ) throws(Failure) -> Value {
    if let value { return value }
    throw .usage(
      "\(option) \(NearNames.quoted(name)) is not known\(NearNames.hint(name, among: names)); there are: "
        + names.joined(separator: ", "))
  }
}
