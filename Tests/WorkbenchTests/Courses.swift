import Curriculum
import Foundation

/// The courses that the tests open.
enum Courses {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  static let package = tests.deletingLastPathComponent().deletingLastPathComponent()

  /// A small course about gardens that lies beside the tests, so that pictures stay when the real one is edited.
  static let garden = read(gardenFolder.path)
  static let gardenFolder = tests.appendingPathComponent("Course")

  /// The course that Strata ships.
  static let shipped = read(package.path)

  static func read(_ path: String) -> Course {
    guard let folder = CourseFolder(at: path) else { preconditionFailure("there is no course at \(path)") }
    return Course.read(folder).course
  }
}
