import ArgumentParser
import Curriculum
import Foundation
import Notebook

/// `strata stack`: what there is to read, layer by layer.
struct StackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stack", abstract: "Show the pages of the course, layer by layer, with what you have read.")

  @OptionGroup var options: GlobalOptions
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let desk = Desk(options)
    let course = try desk.course()
    let contents = desk.withoutFail { try desk.contents() }
    if json {
      try JSON.list(course.pages.map { StackCommand.value($0, contents) }).write()
    } else {
      try printout(course, contents).write()
    }
  }

  private static func value(_ page: Page, _ contents: NotebookContents?) -> JSON {
    [
      "id": .text(page.id.rawValue), "title": .text(page.title), "kind": .text(page.kind.rawValue),
      "layer": .text(page.layer.rawValue), "minutes": .int(page.minutes), "summary": .text(page.summary),
      "read": contents.map { .bool($0.isRead(page.id)) } ?? .null,
    ]
  }

  private func printout(_ course: Course, _ contents: NotebookContents?) -> Printout {
    var out = Printout()
    var groups: [(title: String, pages: [Page])] = []
    for page in course.pages {
      let title = StackCommand.group(page)
      if groups.last?.title != title { groups.append((title, [])) }
      groups[groups.count - 1].pages.append(page)
    }
    let idWidth = course.pages.map(\.id.rawValue.count).max() ?? 0
    for (index, group) in groups.enumerated() {
      if index > 0 { out.line() }
      let read = contents.map { contents in group.pages.count { contents.isRead($0.id) } }
      let isQuestions = group.pages.first?.kind == .question
      out.line(group.title + (isQuestions ? "" : read.map { "  \($0) of \(group.pages.count) read" } ?? ""))
      out.table(
        group.pages.map { page in
          let mark = contents?.isRead(page.id) == true ? "✓" : " "
          let id = page.id.rawValue.padding(toLength: idWidth, withPad: " ", startingAt: 0)
          return [mark + " " + id, page.title, "\(page.minutes) min"]
        })
    }
    return out
  }

  private static func group(_ page: Page) -> String {
    switch page.kind {
    case .map: "The map"
    case .card: "Numbers"
    case .reading: "Further reading"
    case .lesson: page.layer.title
    case .pitfall: "Pitfalls"
    case .archetype: "Archetypes"
    case .question: "Critical questions"
    }
  }
}
