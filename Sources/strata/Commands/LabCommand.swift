import ArgumentParser
import Curriculum
import Notebook

/// `strata lab`: worksheets.
struct LabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab", abstract: "Work on the labs: predict, run or open the evidence, compare, note.",
    subcommands: [
      List.self, Show.self, LabSetCommand.self, Status.self, LabRunCommand.self, LabCompareCommand.self, Reset.self,
    ])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the labs.")

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let desk = Desk(options)
      let labs = try desk.course().labs
      let contents = try desk.contents()
      if json {
        try JSON.list(labs.map { value($0, contents) }).write()
        return
      }
      var out = Printout()
      out.table(
        labs.map { lab in
          let (filled, total) = contents.worksheet(lab).progress
          return [lab.id.rawValue, lab.title, "\(filled) of \(total) fields", "\(lab.minutes) min"]
        })
      try out.write()
    }

    private func value(_ lab: Lab, _ contents: NotebookContents) -> JSON {
      let (filled, total) = contents.worksheet(lab).progress
      return [
        "id": .text(lab.id.rawValue), "title": .text(lab.title), "summary": .text(lab.summary),
        "layer": .text(lab.layer.rawValue), "minutes": .int(lab.minutes), "needs": .text(lab.needs),
        "fields": .share(filled, of: total), "seconds": .int(contents.clocks[lab.id] ?? 0),
      ]
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a lab's worksheet with your answers; evidence only where it was opened.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The lab's id, such as lab-0.") var lab: String

    func run() throws {
      let desk = Desk(options)
      let course = try desk.course()
      let lab = try course.lab(named: lab)
      let contents = try desk.contents()
      let printout = WorksheetPrintout(
        sheet: contents.worksheet(lab), course: course, seconds: contents.clocks[lab.id] ?? 0, width: Console.columns)
      try printout.printout().write()
    }
  }

  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show how far a lab has come, and what is open.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The lab's id, such as lab-0.") var lab: String
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let desk = Desk(options)
      let course = try desk.course()
      let lab = try course.lab(named: lab)
      let contents = try desk.contents()
      let status = LabStatus(
        sheet: contents.worksheet(lab), course: course, seconds: contents.clocks[lab.id] ?? 0)
      if json { try status.value.write() } else { try status.printout.write() }
    }
  }

  struct Reset: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Empty a worksheet and close its evidence. The answers stay as old versions.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The lab's id, such as lab-0.") var lab: String
    @Flag(help: "Do it.") var yes = false

    func run() throws {
      let desk = Desk(options)
      let lab = try desk.course().lab(named: lab)
      let sheet = try desk.contents().worksheet(lab)
      let count = lab.entries.count { sheet.answer($0.name) != nil }
      guard yes else {
        throw Failure.usage(
          "lab reset \(lab.id) clears \(Counted.of(count, "answer")), closes the evidence and sets the clock to zero; "
            + "add --yes to do it")
      }
      try desk.notebook().reset(lab.id)
      try Console.output("\(lab.id): \(Counted.of(count, "answer")) cleared; they stay as old versions\n")
    }
  }
}
