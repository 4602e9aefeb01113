import TextSafety

/// Why a recipe cannot be used: where, and what would be right.
struct RecipeError: Error, Equatable, CustomStringConvertible {
  var file: String
  /// From 1; nil when the whole file is meant.
  var line: Int?
  /// The setting, with those that it stands in: `training.steps`; empty when the whole file is meant.
  var field = ""
  var problem: String

  var description: String {
    file + (line.map { ":\($0)" } ?? "") + ": " + (field.isEmpty ? "" : field + " ") + problem
  }
}
