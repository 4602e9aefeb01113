/// Everything that a reader can ask for with a key, from the palette, or by mouse.
public enum Command: String, CaseIterable, Sendable {
  case up, down, pageUp, pageDown, top, bottom
  case open, close, switchSide
  case stack, costs, labs, questions, live, notebook
  case back, forward, nextLink, previousLink, find
  case search, palette, help, define
  case note, markRead, tryIt, versions, removeNote
  case lower, higher
  case pauseClock, resetLab
  case export, copy, editor, theme, mouse, redraw, suspend, quit
  case nextChart, previousChart, openScenario, newScenario, compareScenarios, simulate, pinResult, saveScenario,
    takeBack
  case addOption, copyOption, removeOption, accuracy
  case runExperiment, pauseRun, stopExperiment
  case finish, nextField, previousField, undo, redo

  /// True for moves in the list or on the page.
  var isMove: Bool { [.up, .down, .pageUp, .pageDown, .top, .bottom].contains(self) }

  /// The command's name in the help and the palette.
  public var title: String {
    switch self {
    case .up: "Move up"
    case .down: "Move down"
    case .pageUp: "Page up"
    case .pageDown: "Page down"
    case .top: "To the top"
    case .bottom: "To the bottom"
    case .open: "Open, follow or edit"
    case .close: "One level up"
    case .switchSide: "List or page"
    case .stack: "Stack"
    case .costs: "Costs"
    case .labs: "Labs"
    case .questions: "Questions"
    case .live: "Live"
    case .notebook: "Notebook"
    case .back: "Back"
    case .forward: "Forward"
    case .nextLink: "Next link"
    case .previousLink: "Previous link"
    case .find: "Find in page"
    case .search: "Search everything"
    case .palette: "Command palette"
    case .help: "Help"
    case .define: "Glossary"
    case .note: "Write a note"
    case .markRead: "Mark as read"
    case .tryIt: "Try it"
    case .versions: "Earlier versions"
    case .removeNote: "Remove"
    case .lower: "Lower score"
    case .higher: "Higher score"
    case .pauseClock: "Pause the clock"
    case .resetLab: "Reset the worksheet"
    case .export: "Export as Markdown"
    case .copy: "Copy"
    case .editor: "Open in $EDITOR"
    case .theme: "Light or dark"
    case .mouse: "Mouse on or off"
    case .redraw: "Draw again"
    case .suspend: "To the shell"
    case .quit: "Quit"
    case .nextChart: "Next chart"
    case .previousChart: "Previous chart"
    case .openScenario: "Open a scenario"
    case .newScenario: "New scenario"
    case .addOption: "Add an option"
    case .copyOption: "Duplicate the option"
    case .removeOption: "Remove the option"
    case .compareScenarios: "Compare scenarios"
    case .accuracy: "Own accuracy"
    case .simulate: "Simulate, or stop"
    case .pinResult: "Pin the result"
    case .saveScenario: "Save the scenario"
    case .takeBack: "Take the change back"
    case .runExperiment: "Run the experiment"
    case .pauseRun: "Pause the experiment"
    case .stopExperiment: "Stop the experiment"
    case .finish: "Done"
    case .nextField: "Next field"
    case .previousField: "Previous field"
    case .undo: "Undo"
    case .redo: "Redo"
    }
  }

  /// One line that says what it does.
  public var help: String {
    switch self {
    case .up: "The row above, or the page one line back; on a worksheet the field above"
    case .down: "The row below, or the page one line on; on a worksheet the field below"
    case .pageUp: "Back by a window"
    case .pageDown: "On by a window"
    case .top: "The first row"
    case .bottom: "The last row"
    case .open: "Opens the selected row, follows the selected link, edits the selected field"
    case .close: "Closes what is open on top, then goes to the list"
    case .switchSide: "From the list to the page, on a form to its first open field, from a page back"
    case .stack: "The layers, their pages, pitfalls and archetypes"
    case .costs: "Decide: API or own GPUs, with the figures behind it"
    case .labs: "Worksheets: predict, run, compare, note"
    case .questions: "The critical questions, your answers, the rubric"
    case .live: "Experiments on this machine: predict, run, watch, compare"
    case .notebook: "Everything that you wrote"
    case .back: "The page before, as it was left"
    case .forward: "The page after it"
    case .nextLink: "Selects the next link of the page"
    case .previousLink: "Selects the link before"
    case .find: "Finds a word in the page that is open"
    case .search: "Searches the course and your own texts together"
    case .palette: "Finds every command and page by a few letters of its name"
    case .help: "The keys of what has the focus, and all others"
    case .define: "The glossary, at the selected term"
    case .note: "Writes a note that hangs on what is open"
    case .markRead: "Marks the page as read, or as not read"
    case .tryIt: "Goes to the page's lab, or to the scenario's costs"
    case .versions: "Shows what this text was before, and brings it back"
    case .removeNote: "Takes a note, scenario or pinned result away, or brings it back"
    case .lower: "The next lower score of the selected field"
    case .higher: "The next higher score of the selected field"
    case .pauseClock: "Pauses the lab's clock, or lets it run"
    case .resetLab: "Clears the worksheet, after a question; the answers stay as versions"
    case .export: "Writes the notebook as a folder of Markdown files"
    case .copy: "Copies what is selected to the terminal's clipboard"
    case .editor: "Hands the text to $VISUAL or $EDITOR and takes it back"
    case .theme: "Changes between the light and the dark colours"
    case .mouse: "Releases the mouse to the terminal, or takes it"
    case .redraw: "Draws the whole screen again"
    case .suspend: "Stops the workbench until fg"
    case .quit: "Leaves; everything is saved"
    case .nextChart: "Shows the next chart of the scenario or the run"
    case .previousChart: "Shows the chart before"
    case .openScenario: "Opens a prepared scenario or one of your own"
    case .newScenario: "Begins a scenario of your own, without options"
    case .addOption: "Adds a way to run it: API, endpoint, own or tuned model, hybrid"
    case .copyOption: "Copies the option of the selected field, to change the copy"
    case .removeOption: "Takes the option of the selected field out, after a question"
    case .compareScenarios: "Shows another scenario's answer beside this one's"
    case .accuracy: "How wrong the machines' model is, the worst first; pressed again, the options"
    case .simulate: "Simulates load and draws worlds in the background, or stops that"
    case .pinResult: "Keeps parameters, results and the chart in the notebook"
    case .saveScenario: "Keeps the scenario in the notebook, under a name of its own"
    case .takeBack: "Takes back the last change of the scenario"
    case .runExperiment: "Runs what the form says on this machine, with the predictions kept"
    case .pauseRun: "Lets the run wait, or go on; the time left waits too"
    case .stopExperiment: "Stops the run; there is no result then"
    case .finish: "Ends the editing; the text is saved"
    case .nextField: "The next field or action; what was written is saved"
    case .previousField: "The field or action before"
    case .undo: "Takes back the last edit"
    case .redo: "Does again what was taken back"
    }
  }
}
