import Experiments
import Terminal
import TextSafety

/// What is said about a run, as rows: before it, while it goes on, and what came out.
struct LiveWords {
  let width: Int
  private(set) var rows: [StyledLine] = []

  init(width: Int) { self.width = max(10, width) }

  // MARK: Parts

  mutating func blank() {
    if let last = rows.last, !last.spans.isEmpty { rows.append(StyledLine()) }
  }

  mutating func heading(_ text: SafeText) {
    blank()
    rows += Wrapping.wrap(text, .bold(.heading), width: width)
  }

  mutating func paragraph(_ text: SafeText, _ style: Style = .plain, lead: SafeText = .empty) {
    let indent = DisplayWidth.of(lead)
    let blanks = SafeText(String(repeating: " ", count: indent))
    for (index, line) in Wrapping.wrap(text, style, width: max(8, width - indent)).enumerated() {
      rows.append(StyledLine([Span(index == 0 ? lead : blanks, Style(.muted))] + line.spans))
    }
  }

  /// Its first column may have the table's name for a header.
  mutating func table(named name: SafeText? = nil, _ header: [SafeText], _ cells: [[[Span]]]) {
    let header = (name.map { [[Span($0, .bold(.heading))]] } ?? []) + header.map { [Span($0, Style(.muted))] }
    rows += TableLayout(header: header, rows: cells, width: width, isDense: true).lines
  }

  // MARK: Before and during a run

  /// What it does and asks, where nothing has run yet.
  mutating func invitation(_ description: ExperimentDescription, saysWhatItDoes: Bool) {
    if saysWhatItDoes {
      paragraph(SafeText(description.summary))
      paragraph(LiveWords.needs(description), Style(.muted))
    }
    if description.predictions.isEmpty { return }
    heading("What do you expect?")
    for item in description.predictions {
      paragraph(SafeText((item.isAskedAfterwards ? "Once you have seen it: " : "") + item.question), lead: "· ")
    }
  }

  /// What the reader said, and what was seen so far.
  mutating func course(_ run: LiveRun, _ description: ExperimentDescription) {
    let said = description.predictions.filter { run.guesses[$0.id] != nil }
    if said.isEmpty { nothingSaid(description) }
    for item in said {
      paragraph(SafeText(item.question), Style(.muted))
      paragraph("You say " + LiveWords.text(run.guesses[item.id], item), lead: "  ")
    }
    observations(run)
  }

  private mutating func nothingSaid(_ description: ExperimentDescription) {
    guard description.predictions.contains(where: { !$0.isAskedAfterwards }) else { return }
    paragraph("Run without a prediction: nothing of yours stands beside it.", Style(.muted))
  }

  mutating func observations(_ run: LiveRun) {
    if !run.notes.isEmpty || !run.samples.isEmpty { blank() }
    for note in run.notes { paragraph(note) }
    for sample in run.samples {
      paragraph(sample.label + ":", Style(.muted))
      for text in SafeText.lines(sample.text) { paragraph(text, Style(.code), lead: "  ") }
    }
  }

  // MARK: After it

  mutating func result(
    _ run: LiveRun, _ result: ExperimentResult, before: LiveRun?, _ description: ExperimentDescription
  ) {
    verdicts(run, result, description)
    questions(run, description)
    figures(result, before?.result)
    for table in result.tables { self.table(table) }
    let isSolved = run.isSolved(description)
    let sentences = result.sentences + (isSolved ? result.solution : [])
    if !sentences.isEmpty { heading("What was seen") }
    for sentence in sentences { paragraph(SafeText(sentence)) }
    observations(run)
    if !result.scaleUp.isEmpty {
      heading("In a data centre")
      paragraph(SafeText(result.scaleUp))
    }
    blank()
    paragraph(SafeText(result.circumstances), Style(.muted))
    paragraph("This run: " + LiveWords.circumstances(run), Style(.muted))
    if let before { paragraph("Last run: " + LiveWords.circumstances(before), Style(.muted)) }
  }

  private mutating func verdicts(_ run: LiveRun, _ result: ExperimentResult, _ description: ExperimentDescription) {
    let said = description.predictions.filter { run.guesses[$0.id] != nil }
    if said.isEmpty { return nothingSaid(description) }
    heading("Your predictions beside the measurement")
    for item in said {
      guard let guess = run.guesses[item.id] else { continue }
      let verdict = result.verdict(item, guess)
      let words = verdict.map { SafeText($0.words) } ?? LiveWords.notScored(result, item)
      let style = Style(verdict.map { $0.isHit ? .good : .warning } ?? .muted, on: nil, .bold)
      paragraph(SafeText(item.question), Style(.muted))
      let line = [
        Span("You said " + LiveWords.text(guess, item) + ", measured " + LiveWords.text(result.answer(item), item)),
        Span(": "), Span((verdict.map { $0.isHit ? "✓ " : "≠ " } ?? "") + words, style),
      ]
      for wrapped in Wrapping.wrap(line, width: max(8, width - 2)) {
        rows.append(StyledLine([Span("  ")] + wrapped.spans))
      }
    }
  }

  static func notScored(_ result: ExperimentResult, _ item: ExperimentPrediction) -> SafeText {
    result.answer(item) == nil ? "not measured" : "not scored, for other programs kept the machine busy"
  }

  /// What is still to be said by the reader.
  private mutating func questions(_ run: LiveRun, _ description: ExperimentDescription) {
    let open = description.predictions.filter { $0.isAskedAfterwards && run.guesses[$0.id] == nil }
    guard !open.isEmpty else { return }
    heading("What have you seen?")
    for item in open { paragraph(SafeText(item.question), lead: "· ") }
    paragraph("Say it in the form: then the solution is told.", Style(.muted))
  }

  private mutating func figures(_ result: ExperimentResult, _ last: ExperimentResult?) {
    guard !result.figures.isEmpty else { return }
    blank()
    func plain(_ text: String) -> [Span] { [Span(SafeText(text))] }
    var header: [SafeText] = ["this run"]
    if last != nil { header.append("last run") }
    let hasSpread = result.figures.contains { $0.spread != nil }
    let hasExpected = result.figures.contains { $0.expected != nil }
    if hasSpread { header.append("spread") }
    if hasExpected { header.append("expected") }
    table(
      named: "Figures", header,
      result.figures.map { figure in
        var row = [plain(figure.label), plain(Numeral.text(figure.value, unit: figure.unit))]
        if let last {
          row.append(plain(last.figure(figure.id).map { Numeral.text($0.value, unit: $0.unit) } ?? "–"))
        }
        if hasSpread { row.append(plain(figure.spread.map { Numeral.text($0) } ?? "")) }
        if hasExpected {
          let isOff = figure.isAsExpected == false
          let text = figure.expected.map { Numeral.text($0.range) + (isOff ? " ≠" : "") } ?? ""
          row.append([Span(SafeText(text), Style(isOff ? .warning : .text, on: nil, isOff ? .bold : []))])
        }
        return row
      })
    for figure in result.figures where figure.isAsExpected == false {
      paragraph(SafeText("\(figure.label): expected by \(figure.expected?.reason ?? "")"), Style(.muted), lead: "≠ ")
    }
  }

  private mutating func table(_ table: ExperimentResult.Table) {
    heading(SafeText(table.title))
    self.table(
      table.columns.map { SafeText($0) }, table.rows.map { $0.map { [Span(SafeText($0.description))] } })
  }
}

extension LiveWords {
  // MARK: Single texts

  /// What a run takes, as `Up to 45 s and 150 MiB on two cores; it runs a model`.
  static func needs(_ description: ExperimentDescription) -> SafeText {
    let needs = description.needs
    let model = needs.isModelNeeded ? "; it runs a model" : ""
    return SafeText("Up to \(needs.seconds) s and \(needs.bytes >> 20) MiB on two cores\(model).")
  }

  static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded(.down))) %" }

  /// `12 s`, `2 min 5 s`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e6).rounded(.up))
    return whole < 100 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
  }

  static func text(_ answer: ExperimentPrediction.Answer?, _ item: ExperimentPrediction) -> SafeText {
    switch answer {
    case .number(let value)?: SafeText(Numeral.text(value, unit: item.unit))
    case .choice(let name)?: SafeText(name)
    case nil: "–"
    }
  }

  static func settings(_ settings: ExperimentSettings) -> SafeText {
    SafeText(settings.values.map { "\($0.name)=\($0.value)" }.joined(separator: " "))
  }

  /// What a run was set to, and which model it ran.
  static func circumstances(_ run: LiveRun) -> SafeText {
    let settings = settings(run.settings)
    guard let model = run.model else { return settings }
    return (settings.isEmpty ? "" : settings + "; ") + "model " + model
  }
}
