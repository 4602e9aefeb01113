import Foundation

/// The name under which one command's writing is kept, so that each leaves a version of its own.
enum Session {
  static func new() -> String { "command-" + UUID().uuidString.lowercased() }
}
