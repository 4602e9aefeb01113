import ArgumentParser
import Curriculum
import Notebook

/// `strata note`: free notes.
struct NoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "List, write, change and take away notes.",
    subcommands: [List.self, Add.self, Edit.self, Remove.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List your notes.")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let notes = try Desk(options).contents().notes
      if json {
        try JSON.list(notes.map(value)).write()
        return
      }
      var out = Printout()
      for (number, entry) in notes {
        let anchor = entry.anchor.map { "  on \($0)" } ?? ""
        out.line("note:\(number)  \(TimeText.moment(entry.updatedAt))\(anchor)")
        out.block(entry.text, indent: 4)
      }
      try out.write()
    }

    private func value(_ number: Int, _ entry: Entry) -> JSON {
      [
        "id": .text("note:\(number)"), "number": .int(number), "on": .text(entry.anchor?.description),
        "text": .text(entry.text), "tags": .texts(entry.tags), "created": .date(entry.createdAt),
        "updated": .date(entry.updatedAt), "versions": .int(entry.versionCount),
      ]
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write a note. Prints its id.")

    @OptionGroup var options: GlobalOptions
    @Option(help: ArgumentHelp("What it hangs on: a page, lab, field, term or product.", valueName: "id"))
    var on: String?
    @Argument(help: "The text; - reads standard input.") var text: String

    func run() throws {
      let desk = Desk(options)
      let anchor = try on.map { try desk.course().thing(named: $0) }
      let text = try NoteCommand.checked(TextArgument.text(of: text), "")
      let number = try desk.notebook().addNote(text, on: anchor, session: Session.new(), origin: .command)
      try Console.output("note:\(number)\n")
    }
  }

  struct Edit: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give a note another text. The old one is kept.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The note's number.") var number: NoteNumber
    @Argument(help: "The text; - reads standard input.") var text: String

    func run() throws {
      let desk = Desk(options)
      try NoteCommand.require(number.value, desk)
      let hint = "; to take the note away: strata note remove \(number.value)"
      let text = try NoteCommand.checked(TextArgument.text(of: text), hint)
      try desk.notebook().write(text, to: .note(number.value), session: Session.new(), origin: .command)
      try Console.output("note:\(number.value)\n")
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a note away. Its text is kept in the notebook.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The note's number.") var number: NoteNumber

    func run() throws {
      let desk = Desk(options)
      try NoteCommand.require(number.value, desk)
      try desk.notebook().setNote(number.value, removed: true)
      try Console.output("note:\(number.value)\n")
    }
  }

  /// Throws when a note was never made or was taken away.
  private static func require(_ number: Int, _ desk: Desk) throws {
    guard let entry = try desk.contents().entries[.note(number)], !entry.isRemoved else {
      throw NotebookError.noSuchNote(number)
    }
  }

  private static func checked(_ text: String, _ hint: String) throws(Failure) -> String {
    if text.allSatisfy(\.isWhitespace) { throw Failure("the note's text is empty; nothing was saved\(hint)") }
    return text
  }
}

/// A note's number: `12` or `note:12`.
struct NoteNumber: ExpressibleByArgument {
  let value: Int

  init?(argument: String) {
    let digits = argument.hasPrefix("note:") ? argument.dropFirst(5) : argument[...]
    guard let number = Int(digits), number > 0 else { return nil }
    value = number
  }
}
