/// Something to look at beside an experiment's chart, where lines over x say little.
public struct ExperimentPicture: Equatable, Sendable {
  /// A bar with its name.
  public struct Bar: Equatable, Sendable {
    public var label: String
    public var value: Double

    public init(_ label: String, _ value: Double) {
      self.label = label
      self.value = value
    }
  }

  /// A line through places with its name.
  public struct Line: Equatable, Sendable {
    /// Where a line goes through.
    public struct Place: Equatable, Sendable {
      public var x: Double
      public var y: Double

      public init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
      }
    }

    public var label: String
    /// In the order in which they are joined.
    public var places: [Place]

    public init(_ label: String, _ places: [Place]) {
      self.label = label
      self.places = places
    }
  }

  /// What happened to one of many, step after step.
  public struct Lane: Equatable, Sendable {
    public var label: String
    /// A letter a step; a blank where there was nothing.
    public var cells: String

    public init(_ label: String, _ cells: String) {
      self.label = label
      self.cells = cells
    }
  }

  /// What a letter of a timeline means.
  public struct Mark: Equatable, Sendable {
    public var letter: Character
    public var meaning: String

    public init(_ letter: Character, _ meaning: String) {
      self.letter = letter
      self.meaning = meaning
    }
  }

  /// The kinds of pictures.
  public enum Content: Equatable, Sendable {
    /// Bars that begin at 0.
    case bars([Bar], unit: String)
    /// Lines over what `x` says, by the logarithm of what `y` says: for tails, which grow by factors.
    case lines([Line], x: String, y: String)
    /// How many values lie in each of equally wide bins between two bounds.
    case histogram(counts: [Double], from: Double, to: Double, unit: String)
    /// A value for each row and column, `values[row][column]`; not a number where there is none.
    case heatMap(rows: [String], columns: [String], values: [[Double]], unit: String)
    /// Lanes that share their steps: the first letter is for that step, each for so many.
    case timeline([Lane], marks: [Mark], firstStep: Int = 0, stepsPerLetter: Int = 1)
  }

  /// What it shows.
  public var title: String
  /// What tells it from the other pictures of a run, and finds it again in another run: no figure of the run is in it.
  public var name: String
  public var content: Content

  /// - Parameter name: nil: the title.
  public init(_ title: String, name: String? = nil, _ content: Content) {
    self.title = title
    self.name = name ?? title
    self.content = content
  }
}

extension [ExperimentPicture] {
  /// Takes a picture in the place of the one with its name, or behind the last.
  public mutating func show(_ picture: ExperimentPicture) {
    if let place = firstIndex(where: { $0.name == picture.name }) {
      self[place] = picture
    } else {
      append(picture)
    }
  }
}
