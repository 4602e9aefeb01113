/// What an experiment is, before it runs.
public struct ExperimentDescription: Sendable {
  /// The part of the stack that an experiment is about.
  public enum Layer: String, CaseIterable, Sendable {
    case model
    case optimization
    case infrastructure

    public var title: String {
      switch self {
      case .model: "Model development"
      case .optimization: "Inference optimisation"
      case .infrastructure: "Infrastructure"
      }
    }
  }

  /// What a run takes at the usual settings.
  public struct Needs: Equatable, Sendable {
    /// On two cores of a machine of 2026; rounded up.
    public var seconds: Int
    public var bytes: Int
    /// Whether it runs a model's file.
    public var isModelNeeded: Bool
    /// Whether it may be halted at any observation and go on later; false for a run against the clock.
    public var isPausable: Bool

    public init(seconds: Int, bytes: Int, isModelNeeded: Bool, isPausable: Bool = true) {
      self.seconds = seconds
      self.bytes = bytes
      self.isModelNeeded = isModelNeeded
      self.isPausable = isPausable
    }
  }

  /// The chart that points are put on.
  public struct Chart: Equatable, Sendable {
    public var x: String
    public var y: String
    /// Whether x goes by powers of ten.
    public var isLogarithmic: Bool
    /// Whether y goes by powers of ten; what is not above zero has no place then.
    public var isLogarithmicY: Bool
    /// Names of lines whose points are shown as single marks, measurements beside a line; the first are the ones to see.
    public var marks: [String]

    public init(
      x: String, y: String, isLogarithmic: Bool = false, isLogarithmicY: Bool = false, marks: [String] = []
    ) {
      self.x = x
      self.y = y
      self.isLogarithmic = isLogarithmic
      self.isLogarithmicY = isLogarithmicY
      self.marks = marks
    }
  }

  public var id: ExperimentID
  public var title: String
  public var layer: Layer
  /// One sentence.
  public var summary: String
  public var parameters: [ExperimentParameter]
  public var predictions: [ExperimentPrediction]
  public var chart: Chart
  public var needs: Needs

  public init(
    id: ExperimentID, title: String, layer: Layer, summary: String, parameters: [ExperimentParameter],
    predictions: [ExperimentPrediction], chart: Chart, needs: Needs
  ) {
    self.id = id
    self.title = title
    self.layer = layer
    self.summary = summary
    self.parameters = parameters
    self.predictions = predictions
    self.chart = chart
    self.needs = needs
  }

  /// Whether it runs, or can be set to run, a model's file.
  public var runsModelFile: Bool { needs.isModelNeeded || hasModelParameter }

  /// Whether a parameter says if the model's file runs, or random weights in a shape.
  public var hasModelParameter: Bool {
    parameters.contains { parameter in
      guard parameter.name == LoadedModel.parameterName, case .choice(let names, _) = parameter.kind else {
        return false
      }
      return names.contains(LoadedModel.file)
    }
  }

  /// Whether it runs the model's file at these settings.
  public func runsModelFile(_ settings: ExperimentSettings) -> Bool {
    hasModelParameter ? settings[LoadedModel.parameterName] == .choice(LoadedModel.file) : needs.isModelNeeded
  }

  /// The prediction of an id.
  public func prediction(_ id: String) -> ExperimentPrediction? { predictions.first { $0.id == id } }
}

/// Something that can be set.
public struct ExperimentParameter: Equatable, Sendable {
  /// Which values there are, and which is the usual one.
  public enum Kind: Equatable, Sendable {
    case whole(ClosedRange<Int>, usual: Int)
    case number(ClosedRange<Double>, usual: Double)
    case choice([String], usual: String)
  }

  /// As it is set: `learning_rate`.
  public var name: String
  public var meaning: String
  /// Empty for a pure number.
  public var unit: String
  public var kind: Kind

  public init(_ name: String, _ meaning: String, unit: String = "", _ kind: Kind) {
    self.name = name
    self.meaning = meaning
    self.unit = unit
    self.kind = kind
  }

  /// `from 10 to 2,000`, `one of attention, all`.
  public var allowed: String {
    switch kind {
    case .whole(let range, _):
      "from \(Numeral.grouped(range.lowerBound)) to \(Numeral.grouped(range.upperBound))"
    case .number(let range, _): "from \(Numeral.text(range.lowerBound)) to \(Numeral.text(range.upperBound))"
    case .choice(let names, _): "one of " + names.joined(separator: ", ")
    }
  }

  /// The usual value as a text that can be set.
  public var usual: SettingValue {
    switch kind {
    case .whole(_, let value): .whole(value)
    case .number(_, let value): .number(value)
    case .choice(_, let name): .choice(name)
    }
  }
}
