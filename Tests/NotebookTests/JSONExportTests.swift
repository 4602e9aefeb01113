import Curriculum
import Foundation
import Notebook
import StrataTesting
import Testing

struct `JSON export` {
  @Test func `everything is in it, removed notes and old versions too`() throws {
    let folder = try TemporaryFolder()
    let (course, notebook) = (try TwoLessonCourse.read(in: folder), try folder.notebook())
    try notebook.addNote("a \"note\"\n#tag", on: .page("rag"), session: "s", origin: .typed, uid: "u1")
    try folder.notebook(at: 1).write("newer", to: .note(1), session: "t", origin: .command)
    try notebook.setNote(1, removed: true)
    try notebook.grade("q1", points: ["a": 1, "b": 2])
    try notebook.addReading("rag", seconds: 3, place: 4)
    try notebook.openEvidence("lab-0", subject: "first", locking: [])
    try notebook.addClock("lab-0", seconds: 5)
    let contents = try notebook.contents()
    let versions = try [EntryKey.note(1): notebook.versions(of: .note(1))]
    let text = JSONExport.text(course, contents, versions: versions)
    #expect(
      text == #"""
        {
          "entries" : [
            {
              "anchor" : "page:rag",
              "created" : "2026-07-01T12:00:00Z",
              "key" : "note:1",
              "locked" : false,
              "removed" : true,
              "tags" : [

              ],
              "text" : "newer",
              "title" : "Retrieval",
              "uid" : "u1",
              "updated" : "2026-07-01T12:00:00Z",
              "versions" : [
                {
                  "origin" : "command",
                  "text" : "newer",
                  "written" : "2026-07-01T12:00:01Z"
                },
                {
                  "origin" : "typed",
                  "text" : "a \"note\"\n#tag",
                  "written" : "2026-07-01T12:00:00Z"
                }
              ]
            }
          ],
          "format" : "strata-notebook",
          "formatVersion" : 1,
          "grades" : [
            {
              "graded" : "2026-07-01T12:00:00Z",
              "points" : {
                "a" : 1,
                "b" : 2
              },
              "question" : "q1",
              "total" : 3
            }
          ],
          "labs" : [
            {
              "lab" : "lab-0",
              "opened" : [
                "first"
              ],
              "seconds" : 5
            }
          ],
          "measurements" : [

          ],
          "readings" : [
            {
              "page" : "rag",
              "place" : 4,
              "seconds" : 3
            }
          ]
        }

        """#)
    #expect(JSONExport.text(course, contents, versions: versions) == text)
  }

  @Test func `any text comes back from a parser as it was`() throws {
    let folder = try TemporaryFolder()
    let (course, notebook) = (try TwoLessonCourse.read(in: folder), try folder.notebook())
    var expected: [String] = []
    for seed in UInt64(0)..<50 {
      var numbers = SplitMix64(seed: seed)
      let number = try notebook.addNote(numbers.hostileText(), on: nil, session: "s", origin: .typed)
      expected.append(try notebook.contents().text(.note(number)))
    }
    struct Document: Decodable {
      struct Entry: Decodable { var text: String }
      var entries: [Entry]
    }
    let text = JSONExport.text(course, try notebook.contents(), versions: [:])
    let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
    #expect(document.entries.map { Array($0.text.utf8) } == expected.map { Array($0.utf8) })
    #expect(text.hasSuffix("}\n"))
  }
}
