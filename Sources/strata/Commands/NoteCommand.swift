import ArgumentParser
import Curriculum
import Notebook

/// `strata note`: free notes, and what else stands in the notebook by itself: scenarios and pinned results.
struct NoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "List, write, change and take away notes.",
    subcommands: [List.self, Add.self, Edit.self, Remove.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List your notes, scenarios and pinned results.")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let contents = try Desk(options).contents()
      let listing = NoteListing(contents)
      if json { try listing.json.write() } else { try listing.printout.write() }
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
    static let configuration = CommandConfiguration(
      abstract: "Give a note another text. The old one is kept.",
      discussion: "Of a scenario the text is its YAML, of a pinned result it is the note on it.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: NoteName.help) var note: NoteName
    @Argument(help: "The text; - reads standard input.") var text: String

    func run() throws {
      let desk = Desk(options)
      try NoteCommand.require(note.key, desk)
      let hint = "; to take it away: strata note remove \(note.argument)"
      let text = try NoteCommand.checked(TextArgument.text(of: text), hint)
      try desk.notebook().write(text, to: note.key, session: Session.new(), origin: .command)
      try Console.output("\(note.key)\n")
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a note away. Its text is kept in the notebook.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: NoteName.help) var note: NoteName

    func run() throws {
      let desk = Desk(options)
      try NoteCommand.require(note.key, desk)
      try desk.notebook().set(note.key, removed: true)
      try Console.output("\(note.key)\n")
    }
  }

  /// Throws when a note was never made or was taken away.
  private static func require(_ key: EntryKey, _ desk: Desk) throws {
    guard let entry = try desk.contents().entries[key], !entry.isRemoved else { throw NotebookError.missing(key) }
  }

  private static func checked(_ text: String, _ hint: String) throws(Failure) -> String {
    if text.allSatisfy(\.isWhitespace) { throw Failure("the note's text is empty; nothing was saved\(hint)") }
    return text
  }
}

/// A note by its number, `12` or `note:12`; a scenario, `scenario:rag-desk`; a pinned result, `measurement:3`.
struct NoteName: ExpressibleByArgument {
  static let help: ArgumentHelp = "The note's number, or what the list shows."

  let key: EntryKey
  let argument: String

  init?(argument: String) {
    self.argument = argument
    switch EntryKey(argument.contains(":") ? argument : "note:" + argument) {
    case .note(let number): key = .note(number)
    case .scenario(let name): key = .scenario(name)
    case .measurement(let number): key = .measurement(number)
    case .answer, .question, nil: return nil
    }
  }
}
