import Curriculum
import Foundation

/// The models that came along with the course, by their names: `stacklm`.
enum ShippedModels {
  /// A file as it was named; where there is none, the shipped model of this name, if there is one.
  static func path(_ name: String) -> String {
    guard !name.contains("/"), !FileManager.default.fileExists(atPath: name) else { return name }
    let shipped = folder.map { $0 + "/\(name).gguf" }
    return shipped.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil } ?? name
  }

  /// Their files, StackLM first.
  static var files: [String] {
    guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
    let models = names.filter { $0.hasSuffix(".gguf") }.sorted()
    return (models.filter { $0 == "stacklm.gguf" } + models.filter { $0 != "stacklm.gguf" }).map { folder + "/" + $0 }
  }

  /// Where they lie, with their held-out questions and cards; nil without a course.
  static var folder: String? {
    let course = try? CourseFolder.find(
      flag: nil, environment: Console.environment, executable: Bundle.main.executablePath)
    return course.map { $0.content + "/models" }
  }
}
