/// A worksheet: predict, run, compare, note.
public struct Lab: Equatable, Sendable {
  /// One thing that a repeated field is filled in for.
  public struct Subject: Equatable, Sendable {
    public var id: String
    public var title: String
  }

  /// A step of the method.
  public struct Step: Equatable, Sendable {
    public enum Kind: String, CaseIterable, Sendable { case choose, predict, run, compare, note, stretch }
    /// What a step shows once the own attempt is made.
    public enum Opening: String, CaseIterable, Sendable { case evidence, reference }
    /// A field laid beside a reference or a figure of the run.
    public struct Comparison: Equatable, Sendable {
      public var field: String
      public var with: String
      public var apart: Double
    }

    public var id: String
    public var title: String
    public var kind: Kind
    /// What to do, in Markdown.
    public var text: String
    public var fields: [Field]
    public var opens: Opening?
    public var experiment: String?
    public var parameters: [String: String]
    public var compares: [Comparison]
    /// The line of the file on which the step begins.
    public var line: Int
    /// The line of the file on which `text` begins.
    var textLine: Int

    /// True where all there is to fill in may be left out.
    public var isOptional: Bool { !fields.isEmpty && fields.allSatisfy(\.isOptional) }

    /// The experiment of the program's that the step runs on the reader's machine: `batching` of `demo.batching`.
    public var demo: DemoID? {
      guard let experiment, kind == .run, experiment.hasPrefix("demo.") else { return nil }
      return DemoID(String(experiment.dropFirst(5)))
    }

    /// The prepared scenario that the step's experiment is about.
    public var scenario: ScenarioID? {
      experiment == nil || demo != nil ? nil : parameters["scenario"].map { ScenarioID($0) }
    }
  }

  /// What the reader fills in.
  public struct Field: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
      case text
      case line
      case number(unit: String?)
      case score(from: Int, to: Int, words: [Int: String])
      /// Ids with titles; `own` lets the reader write another.
      case choice(options: [String], fromProducts: Bool, own: Bool)
    }

    /// What a field is repeated for.
    public enum Each: String, Sendable {
      case once
      case subject
      case layer
      case subjectLayer = "subject-layer"
    }

    public enum Check: String, CaseIterable, Sendable {
      case oneSentence = "one-sentence"
      case ownAndConsume = "own-and-consume"
      case sourceAndDate = "source-and-date"
    }

    public var id: String
    public var prompt: String
    public var kind: Kind
    public var each: Each
    public var hint: String?
    public var checks: [Check]
    public var isOptional: Bool
  }

  /// A field for one subject and layer, as it stands on the worksheet.
  public struct Entry: Equatable, Sendable {
    /// The full name: `first.model.sentence`.
    public var name: String
    public var step: Int
    public var field: Field
    public var subject: Subject?
    public var layer: Subject?
  }

  public var id: LabID
  public var title: String
  public var summary: String
  public var layer: Layer
  /// The lab's number, by which texts name it.
  public var order: Int
  /// The time budget.
  public var minutes: Int
  public var needs: String
  public var covers: [String]
  public var see: [PageID]
  public var asks: [PageID]
  public var sources: [Page.Source]
  public let subjects: [Subject]
  public let layers: [Subject]
  public let steps: [Step]
  /// The introduction, in Markdown.
  public var body: String
  public var file: String
  public var bodyLine: Int

  /// All fields, repeated, in the order of the worksheet: by step, then subject, then layer, then field.
  ///
  /// Laid out once, of parts that do not change: whatever counts, draws or checks a worksheet asks for them.
  public private(set) var entries: [Entry] = []

  /// The fields of one step.
  public func entries(ofStep index: Int) -> [Entry] { entries.filter { $0.step == index } }

  /// Repeats the fields of all steps; to be called when the lab's other parts are there.
  mutating func layOutEntries() {
    entries = []
    for (index, step) in steps.enumerated() {
      func add(_ each: Field.Each, _ subject: Subject? = nil, _ layer: Subject? = nil) {
        for field in step.fields where field.each == each {
          let name = [subject?.id, layer?.id, field.id].compactMap { $0 }.joined(separator: ".")
          entries.append(Entry(name: name, step: index, field: field, subject: subject, layer: layer))
        }
      }
      add(.once)
      for layer in layers { add(.layer, nil, layer) }
      for subject in subjects {
        for layer in layers { add(.subjectLayer, subject, layer) }
        add(.subject, subject)
      }
    }
  }

  /// The field with a full name.
  public func entry(named name: String) -> Entry? {
    entries.first { $0.name == name }
  }
}
