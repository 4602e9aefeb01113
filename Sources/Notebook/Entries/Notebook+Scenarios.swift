import Foundation
import GRDB

extension Notebook {
  /// Saves a scenario under a name, anew or over the text that it had, which stays as a version.
  ///
  /// One that was removed is back with it. A new one without text is not made.
  public func saveScenario(
    _ name: ScenarioName, _ yaml: String, session: String, origin: Version.Origin
  ) throws(NotebookError) {
    try write(yaml, to: .scenario(name), session: session, origin: origin)
  }

  /// Gives a scenario another name; its versions go with it.
  ///
  /// - Throws: ``NotebookError/noSuchScenario(_:)``; ``NotebookError/scenarioExists(_:)`` when the name is another's,
  ///   also when that one was removed.
  public func renameScenario(_ name: ScenarioName, to new: ScenarioName) throws(NotebookError) {
    if name == new { return }
    let now = clock().timeIntervalSince1970
    let key = EntryKey.scenario(new).description
    try write { db in
      if try Int64.fetchOne(db, sql: "SELECT id FROM entry WHERE key = ?", arguments: [key]) != nil {
        throw NotebookError.scenarioExists(new)
      }
      try db.execute(
        sql: "UPDATE entry SET key = ?, updated_at = ? WHERE key = ?",
        arguments: [key, now, EntryKey.scenario(name).description])
      if db.changesCount == 0 { throw NotebookError.noSuchScenario(name) }
    }
  }
}
