import Curriculum
import Notebook
import StrataTesting
import Terminal
import Testing
import TextSafety
@testable import Workbench

/// The course that Strata ships, on the screen.
@Suite struct ShippedCourseTests {
  private static let sizes = [Size(80, 24), Size(120, 40), Size(200, 60), Size(40, 12), Size(30, 8)]

  /// Every subject that a pane can open.
  private static var subjects: [Subject] {
    let course = Courses.shipped
    return course.pages.map { .page($0.id) } + course.products.map { .product($0.id) }
      + course.labs.flatMap { lab in [.lab(lab.id)] + lab.steps.indices.map { .step(lab.id, $0) } }
  }

  @Test func `every page, product and worksheet is drawn whole at every size, from its top to its end`() throws {
    let course = Courses.shipped
    for subject in ShippedCourseTests.subjects {
      for size in ShippedCourseTests.sizes {
        let state = ShippedCourseTests.open(subject, course, size)
        #expect(state.current.sheet.rows.count > 1, "\(subject)")
        var last = state
        _ = last.update(.input(.key(.end)), at: state.now)
        for shown in [state, last] {
          let grid = shown.view()
          try #require(GridFault(grid) == nil, "\(subject) at \(size)\n\(grid.text)")
        }
      }
    }
  }

  @Test func `no row of prose is wider than the place that it has`() throws {
    let course = Courses.shipped
    for subject in ShippedCourseTests.subjects {
      for size in ShippedCourseTests.sizes {
        let state = ShippedCourseTests.open(subject, course, size)
        let room = Layout(state).sheetText(state).width
        let wide = state.current.sheet.rows.filter { row in
          row.line.width > room && !row.line.spans.contains { $0.style.foreground == .code }
        }
        #expect(wide.map(\.line.text) == [], "\(subject) at \(size)")
      }
    }
  }

  @Test(arguments: [Size(80, 24), Size(120, 40), Size(40, 12)])
  func `turned pages skip no row, end with no heading alone, and lead back the same way`(size: Size) {
    let course = Courses.shipped
    for subject in ShippedCourseTests.subjects {
      var state = ShippedCourseTests.open(subject, course, size)
      let text = Layout(state).sheetText(state)
      var tops: [Int] = []
      while tops.last != state.current.top {
        let top = state.current.top
        if let last = tops.last { #expect(top <= last + text.height - state.leftOut(from: last), "\(subject)") }
        tops.append(top)
        let grid = state.view()
        for row in (text.maxY - state.leftOut(from: top))..<text.maxY {
          #expect((text.x..<text.maxX).allSatisfy { grid[$0, row].text == " " }, "\(subject) from row \(top)")
        }
        _ = state.update(.input(.key(.pageDown)), at: state.now)
      }
      for top in tops.dropLast().reversed() {
        _ = state.update(.input(.key(.pageUp)), at: state.now)
        #expect(state.current.top == top, "\(subject)")
      }
    }
  }

  @Test func `what stands beside a page ends with a whole sentence, and with how many terms there are besides`() throws
  {
    let course = Courses.shipped
    for page in course.pages {
      let state = ShippedCourseTests.open(.page(page.id), course, Size(200, 60))
      let margin = state.current.sheet.margin
      let all = margin.lines(height: 1_000).map(\.text)
      for height in [40, 47, 54] {
        let lines = margin.lines(height: height).map(\.text)
        #expect(lines.count <= height)
        guard lines != all else { continue }
        let last = try #require(lines.last)
        #expect(last.hasPrefix("and "), "\(page.id) in \(height): \(last)")
      }
      #expect(margin.lines(height: all.count).map(\.text) == all, "\(page.id)")
    }
  }

  @Test func `what stands beside a page begins where even its widest table has ended`() throws {
    let course = Courses.shipped
    for subject in ShippedCourseTests.subjects {
      let state = ShippedCourseTests.open(subject, course, Size(200, 60))
      let isEmpty = state.current.sheet.margin.lines(height: 40).isEmpty
      switch subject {
      case .page, .lab: try #require(!isEmpty, "\(subject)")
      default: if isEmpty { continue }
      }
      let wide = state.current.sheet.rows.filter { $0.line.width > Margin.textWidth }
      #expect(wide.map(\.line.text) == [], "\(subject)")
    }
  }

  @Test func `all labs are in the list, with the steps of the one that is open`() throws {
    let course = Courses.shipped
    var state = ShippedCourseTests.open(.lab(try #require(course.labs.first).id), course, Size(120, 40))
    for lab in course.labs {
      // To the lab from the one above it, and into it.
      let rows = state.rows(of: .labs)
      #expect(rows.count { $0.isHeading } == course.labs.count)
      let place = try #require(rows.firstIndex { $0.target == .subject(.lab(lab.id)) })
      state.current.isSheetFocused = false
      while state.current.list.selected < place { _ = state.update(.input(.key(.down)), at: state.now) }
      _ = state.update(.input(.key(.enter)), at: state.now)
      #expect(state.current.subject == .lab(lab.id))
      let opened = state.rows(of: .labs)
      #expect(opened.count == course.labs.count + lab.steps.count)
      #expect(opened[state.current.list.selected].target == .subject(.lab(lab.id)))
    }
  }

  private static func open(_ subject: Subject, _ course: Course, _ size: Size) -> State {
    let now = SteppingClock(at: 0).now
    var state = State(size: size, now: now, contents: .init(), run: "r")
    let pane: Pane =
      switch subject {
      case .page(let id): course.page(id)?.kind == .question ? .questions : .stack
      case .product: .stack
      case .lab, .step: .labs
      case .entry: .notebook
      case .scenario, .ownScenario: .costs
      case .experiment: .live
      }
    state.pane = pane
    state.panes[pane.rawValue].subject = subject
    state.panes[pane.rawValue].isSheetFocused = true
    _ = state.update(.courseRead(course), at: now)
    return state
  }
}
