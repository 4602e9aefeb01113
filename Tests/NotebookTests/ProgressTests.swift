import Curriculum
import Testing

@testable import Notebook

struct `How far a reader has come` {
  @Test func `it counts pages, fields, questions, notes and time`() throws {
    let folder = try TemporaryFolder()
    let (course, notebook) = (try TwoLessonCourse.read(in: folder), try folder.notebook())
    let empty = Progress(course, try notebook.contents())
    #expect(empty.pages == Progress.Share(done: 0, total: 2))
    #expect(empty.labs == ["lab-0": Progress.Share(done: 0, total: 6)])

    try notebook.setRead("rag", true)
    try notebook.addReading("rag", seconds: 30, place: 1)
    try notebook.addReading("agents", seconds: 10, place: 1)
    try notebook.addClock("lab-0", seconds: 5)
    try notebook.write("cursor", to: .answer("lab-0", field: "first.product"), session: "s", origin: .typed)
    try notebook.write("optional", to: .answer("lab-0", field: "extra"), session: "s", origin: .typed)
    try notebook.write(" \n", to: .answer("lab-0", field: "surprise"), session: "s", origin: .typed)
    try notebook.write("mine", to: .question("q1"), session: "s", origin: .typed)
    let note = try notebook.addNote("a", on: nil, session: "s", origin: .typed)
    try notebook.addNote("b", on: nil, session: "s", origin: .typed)
    try notebook.setNote(note, removed: true)

    let progress = Progress(course, try notebook.contents())
    #expect(progress.pages == Progress.Share(done: 1, total: 2))
    #expect(progress.layers == [.application: Progress.Share(done: 1, total: 2)])
    #expect(progress.labs == ["lab-0": Progress.Share(done: 1, total: 6)])
    #expect(progress.noted == Progress.Share(done: 1, total: 1))
    #expect(progress.graded == Progress.Share(done: 0, total: 1))
    #expect(progress.notes == 1)
    #expect(progress.seconds == 45)

    try notebook.setRead("rag", false)
    try notebook.grade("q1", points: ["a": 1])
    #expect(Progress(course, try notebook.contents()).graded.done == 0)
    try notebook.grade("q1", points: ["a": 1, "b": 0])
    let later = Progress(course, try notebook.contents())
    #expect(later.pages.done == 0)
    #expect(later.graded.done == 1 && later.graded.total == 1)
  }
}
