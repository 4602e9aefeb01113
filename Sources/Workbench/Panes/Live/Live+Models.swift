import Experiments
import Terminal
import TextSafety

/// The models that were found, and the one that runs.
struct LiveModels: Equatable, Sendable {
  /// Nil until they were looked for.
  private(set) var found: [LiveModel]?
  /// Whether they are looked for just now.
  var isLooking = false
  /// The file that the reader chose.
  private var path: String?

  /// Those that can be run here.
  var usable: [LiveModel] { found?.filter { $0.obstacle == nil } ?? [] }

  /// The one that runs: as it was chosen, else the first; nil while nothing is known, or there is none.
  var chosen: LiveModel? {
    let usable = usable
    return usable.first { $0.path == path } ?? usable.first
  }

  mutating func take(_ models: [LiveModel]) {
    found = models
    isLooking = false
  }

  mutating func choose(_ model: LiveModel) { path = model.path }
}

extension LiveForm {
  /// The path of the field with the model's file.
  static let modelPath = "file"

  /// The field, before it is known what there is to choose from.
  static var modelField: Form.Field {
    Form.Field(modelPath, "file", .choice(["the one that came along"], 0), note: "models are being looked for")
  }

  /// Puts into the form what there is to choose from.
  ///
  /// - Parameter isOptional: whether a parameter says if the file runs at all.
  static func offer(_ models: LiveModels, isOptional: Bool, in form: inout Form) {
    guard var field = form[modelPath], let found = models.found else { return }
    let usable = models.usable
    let index = models.chosen.flatMap { chosen in usable.firstIndex { $0.path == chosen.path } } ?? 0
    let names = usable.isEmpty ? ["none that runs here"] : usable.map(\.name)
    field.kind = .choice(names, index)
    field.initial = .choice(names, 0)
    var note = models.chosen.map { $0.type + ", " + $0.size + "; " + $0.facts + ". " } ?? ""
    note = note + SafeText("Enter shows all that were found: \(found.count)")
    field.note = note + (isOptional ? "; it runs where “model” below says model" : "")
    form[modelPath] = field
  }
}

extension State {
  /// Models are looked for when the pane is opened first.
  mutating func askForModels() -> [Effect] {
    guard pane == .live, live.models.found == nil, !live.models.isLooking, !live.desk.experiments.isEmpty else {
      return []
    }
    live.models.isLooking = true
    return [.findModels]
  }

  /// Shows all models, and looks for them anew: one may have been downloaded meanwhile.
  mutating func pickModel() -> [Effect] {
    overlay = .picker(Picker(.model, modelItems))
    guard !live.models.isLooking else { return [] }
    live.models.isLooking = true
    return [.findModels]
  }

  mutating func takeModels(_ models: [LiveModel]) {
    live.models.take(models)
    guard case .picker(var picker)? = overlay, picker.kind == .model else { return }
    let selected = picker.selected
    picker.all = modelItems
    picker.narrow()
    if let selected, let row = picker.shown.firstIndex(where: { $0.action == selected.action }) {
      picker.list.move(by: row, count: picker.shown.count)
    }
    overlay = .picker(picker)
    picker.list.settle(count: picker.shown.count, height: pickerHeight)
    overlay = .picker(picker)
  }

  private var modelItems: [Picker.Item] {
    (live.models.found ?? []).map { model in
      let isChosen = model == live.models.chosen
      let facts = [Span(model.obstacle.map { "✗ " + $0 } ?? model.facts, Style(model.obstacle == nil ? .muted : .bad))]
      let mark = [model.type, model.size].filter { !$0.isEmpty }.map(\.string).joined(separator: "  ")
      return Picker.Item(
        title: model.name, detail: facts, mark: SafeText(isChosen ? "now  " + mark : mark),
        role: model.obstacle == nil ? .text : .muted, action: .chooseModel(model))
    }
  }

  /// Takes a model that can be run; of another says why it cannot, and leaves the list open.
  mutating func chooseModel(_ model: LiveModel, _ picker: Picker) {
    if let obstacle = model.obstacle {
      overlay = .picker(picker)
      return say(model.name + " cannot be run: " + obstacle, isBad: true)
    }
    live.models.choose(model)
    say("experiments run " + model.name + " from now on")
    settleSetup()
  }

  /// A key on the field with the model's file, which all experiments share.
  mutating func pressOnModel(_ input: Input) -> [Effect]? {
    guard let description = openExperiment else { return nil }
    let form = bench(of: description).form
    guard form.current?.id == LiveForm.modelPath, case .key(let key) = input else { return nil }
    return key == .enter || key == .character(" ") ? pickModel() : nil
  }

  /// The field was stepped.
  mutating func stepModel(_ form: Form) {
    let usable = live.models.usable
    guard case .choice(_, let index)? = form[LiveForm.modelPath]?.kind, usable.indices.contains(index) else { return }
    live.models.choose(usable[index])
  }
}
