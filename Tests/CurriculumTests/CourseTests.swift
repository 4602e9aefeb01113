import Curriculum
import Foundation
import Testing

@Suite struct ShippedCourseTests {
  private static let folder = CourseFolder(
    at: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path)

  @Test func `our own course has no mistakes and covers every fact`() throws {
    let check = CourseCheck(try #require(ShippedCourseTests.folder))
    #expect(check.problems.map(\.description) == [])
    #expect(check.uncovered == [])
    #expect(check.coverage.count == 113)
    #expect(check.passes)
    #expect(check.counts.allSatisfy { $0.count > 0 })
  }
}

@Suite struct CourseTests {
  @Test func `things are found by what a reader calls them`() throws {
    let course = try LittleCourse().read().course
    #expect(course.find("rag") == .page("rag"))
    #expect(course.find("term:chunk") == .term("chunk"))
    #expect(course.find("cursor") == .product("cursor"))
    #expect(course.find("lab-0") == .lab("lab-0"))
    #expect(course.find("field:lab-0/first.model.score") == .field("lab-0", "first.model.score"))
    #expect(course.find("field:lab-0/third.model.score") == nil)
    #expect(course.find("page:chunk") == nil)
    #expect(course.find("") == nil)
    #expect(course.title(of: .page("rag")) == "Page rag")
    #expect(course.title(of: .term("gone")) == "gone")
    #expect(course.title(of: .field("lab-0", "final")) == "Map one · final")
  }

  @Test func `pages come in reading order and terms by the alphabet`() throws {
    let second = LittleCourse.page("b", kind: "map").replacing("order: 1", with: "order: 2")
    let course = try LittleCourse(["Content/b.md": second, "Content/a.md": LittleCourse.page("a")]).read().course
    #expect(course.pages.map(\.id) == ["map", "b", "rag", "a"])
    #expect(course.terms.map(\.id) == ["chunk", "embedding"])
  }

  @Test func `notes on a folder are no page`() throws {
    let notes = ["Content/README.md": "# How", "Content/catalog/README.md": "# Where from"]
    #expect(try LittleCourse(notes).problems() == LittleCourse().problems())
    let misnamed = try LittleCourse(["Content/catalog/notREADME.md": "# Where from"]).problems()
    #expect(misnamed.contains { $0.hasPrefix("Content/catalog/notREADME.md:1:") })
  }

  @Test func `the fingerprint changes with the text and only then`() throws {
    let first = try LittleCourse().read().course.fingerprint
    #expect(try LittleCourse().read().course.fingerprint == first)
    let changed = LittleCourse.products().replacing("None.", with: "None!")
    #expect(try LittleCourse(["Content/products.yaml": changed]).read().course.fingerprint != first)
  }

  @Test func `a file may begin with a mark of Windows`() throws {
    let marked = [
      "Content/products.yaml": LittleCourse.products(), "Content/map.md": LittleCourse.page("map", kind: "map"),
    ]
    let plain = try LittleCourse(marked).problems()
    #expect(try LittleCourse(marked.mapValues { "\u{FEFF}" + $0 }).problems() == plain)
  }

  @Test func `a question is closed from its strong answer on`() throws {
    let body = "## The question\n\nWhy?\n\n## What a strong answer says\n\nBecause.\n\n## Weak answers\n"
    let course = try LittleCourse(["Content/q.md": LittleCourse.page("q", kind: "question", body: body)]).read().course
    let parts = try #require(course.page("q")).questionParts()
    #expect(parts.open.blocks.map(\.line) == [10, 12])
    #expect(parts.closed.blocks.map(\.line) == [14, 16, 18])
  }

  @Test func `products keep their stakes and the scale its words`() throws {
    let course = try LittleCourse().read().course
    #expect(course.product("cursor")?.stakes[.model]?.score == 2)
    #expect(course.scale == [0: "consumes", 3: "builds"])
    #expect(course.productsAsOf == "2026-04")
  }
}

@Suite struct CourseFolderTests {
  @Test func `a course is found from its folder or from its content`() throws {
    let course = try LittleCourse()
    let above = try #require(CourseFolder(at: course.path))
    #expect(CourseFolder(at: course.path + "/Content") == above)
    #expect(above.labs == above.content.replacing("/Content", with: "/Labs"))
    #expect(CourseFolder(at: course.path + "/Labs") == nil)
    #expect(CourseFolder(at: course.path + "/gone") == nil)
  }

  @Test func `the flag comes first, then the environment, then the program's place`() throws {
    let (a, b, c) = (try LittleCourse(), try LittleCourse(), try LittleCourse())
    let environment = ["STRATA_CONTENT": b.path]
    let binary = c.path + "/.build/debug/strata"
    let find = { (flag: String?, environment: [String: String], executable: String?) in
      try CourseFolder.find(flag: flag, environment: environment, executable: executable)
    }
    #expect(try find(a.path, environment, binary) == a.folder())
    #expect(try find(nil, environment, binary) == b.folder())
    #expect(try find(nil, ["STRATA_CONTENT": ""], binary) == c.folder())
  }

  @Test func `a course that was named is not replaced by another`() throws {
    let other = try LittleCourse()
    #expect(throws: CourseError.notFound(["/gone"])) {
      try CourseFolder.find(flag: "/gone", environment: ["STRATA_CONTENT": other.path], executable: nil)
    }
    #expect(throws: CourseError.self) { try CourseFolder.find(flag: nil, environment: [:], executable: nil) }
  }

  @Test func `an error says where it looked and what to do`() {
    let message = "no course found; looked in /a, /b. Name one with --content DIR"
    #expect(CourseError.notFound(["/a", "/b"]).message == message)
  }
}
