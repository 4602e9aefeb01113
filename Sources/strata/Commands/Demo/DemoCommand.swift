import ArgumentParser
import Experiments
import TextSafety

/// `strata demo`: lists the experiments, or runs one.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Run an experiment on this machine, and lay your predictions beside it.",
    discussion: """
      Without an id the experiments are listed. --about shows what one needs, what can be set and what it asks; say what you expect \
      with --predict before it runs. The same settings, seed and threads give the same figures, but for those that are times; these \
      are not scored while other programs keep the machine busy. With --json each observation is a line, and the result is the last.
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: "An experiment's id, such as training-run.") var id: String?
  @Option(name: .customLong("param"), help: ArgumentHelp("Set a parameter.", valueName: "name=value"))
  var parameters: [String] = []
  @Option(name: .customLong("predict"), help: ArgumentHelp("Say what you expect.", valueName: "id=value"))
  var predictions: [String] = []
  @Option(help: ArgumentHelp("A GGUF file in place of the model that comes along.", valueName: "file"))
  var model: String?
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var seed: SeedOption
  @Flag(help: "Show what the experiment needs and asks, and run nothing.") var about = false
  @Flag(help: "Print JSON, one object a line.") var json = false

  func validate() throws {
    if id == nil, about || !parameters.isEmpty || !predictions.isEmpty {
      throw ValidationError("name the experiment; strata demo lists them")
    }
    if model?.isEmpty == true { throw ValidationError("--model needs the name of a file, not an empty text") }
  }

  func run() throws {
    guard let id else { return try list() }
    let experiment = try DemoCommand.experiment(id)
    let description = experiment.description
    let settings: ExperimentSettings
    let guesses: [(ExperimentPrediction, ExperimentPrediction.Answer)]
    do {
      settings = try ExperimentSettings(description, setting: try parameters.map { try pair($0, "--param") })
      guesses = try predictions.map { try guess(try pair($0, "--predict"), description) }
    } catch let error as ExperimentSettings.SettingError {
      throw Failure.usage("\(error)")
    } catch let error as ExperimentPrediction.AnswerError {
      throw Failure.usage("\(error)")
    }
    if model != nil, !description.runsModelFile(settings) {
      throw Failure.usage(
        "\(description.id) runs no model's file"
          + (description.hasModelParameter ? " in this shape; set --param model=model, or" : ";") + " leave out --model"
      )
    }
    if about {
      if json { return try DemoJSON.about(description).write() }
      return try DemoPrintout.about(description, settings).write(styled: true)
    }
    try DemoRun(experiment: experiment, settings: settings, guesses: guesses, json: json, options: again)
      .run(
        try DemoSurroundings(options, model: model, threads: threads.count, seed: seed.value).environment(description))
  }

  /// What must be said again for the same run: the seed may decide the solution, and threads how it comes about.
  private var again: [String] {
    (options.content.map { ["--content " + ShellWord.quoted($0)] } ?? [])
      + (model.map { ["--model " + ShellWord.quoted($0)] } ?? [])
      + (seed.seed == SeedOption.usual ? [] : ["--seed \(seed.seed)"])
      + (threads.threads.map { ["--threads \($0)"] } ?? [])
  }

  private func list() throws {
    let all = Experiments.all.map(\.description)
    if json { return try JSON.list(all.map { DemoJSON.about($0) }).write() }
    try DemoPrintout.list(all).write(styled: true)
  }

  private static func experiment(_ id: String) throws -> any Experiment {
    if let found = Experiments.named(ExperimentID(id)) { return found }
    let known = Experiments.all.map(\.description.id.rawValue)
    throw Failure.usage(
      "there is no experiment \(NearNames.quoted(id))\(NearNames.hint(id, among: known)); there are: "
        + known.joined(separator: ", "))
  }

  /// `name=value`.
  private func pair(_ text: String, _ option: String) throws -> (name: String, value: String) {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw Failure.usage("\(option) \(NearNames.quoted(text)) must be a name and a value: \(option) name=value")
    }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }

  private func guess(
    _ pair: (name: String, value: String), _ description: ExperimentDescription
  ) throws -> (ExperimentPrediction, ExperimentPrediction.Answer) {
    guard let prediction = description.prediction(pair.name) else {
      let known = description.predictions.map(\.id)
      throw Failure.usage(
        "\(description.id) does not ask for "
          + "\(NearNames.quoted(pair.name))\(NearNames.hint(pair.name, among: known)); it asks for: "
          + known.joined(separator: ", "))
    }
    return (prediction, try prediction.answer(pair.value))
  }
}
