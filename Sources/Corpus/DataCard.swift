/// The data card: what the corpus is, in Markdown.
struct DataCard {
  let seed: UInt64
  /// The fingerprint of the course.
  let course: String
  let training: [Corpus.Document]
  let tuning: [Corpus.Document]
  let validation: [Corpus.Document]
  let questions: [GradedQuestion]
  let figures: Corpus.Figures

  var markdown: String {
    [head, counts, skills, making, checks, limits].joined(separator: "\n\n") + "\n"
  }

  private var head: String {
    """
    # The data of StackLM

    Text for training a small language model of the AI engineering stack: the course's own prose, and what a seeded
    generator makes of its terms, boxes and facts. All of it is our own text, and nothing was
    downloaded. Seed \(seed), course \(course); the same two and the same size give the same bytes.
    """
  }

  private var counts: String {
    let rows = Corpus.Document.Kind.allCases.map { kind in
      let trained = training.filter { $0.kind == kind }
      let tuned = tuning.filter { $0.kind == kind }
      let heldOut = validation.filter { $0.kind == kind }
      return
        "| \(kind.rawValue) | \(trained.count) | \(DataCard.characters(trained)) | \(tuned.count) | \(DataCard.characters(tuned)) | \(heldOut.count) "
        + "| \(DataCard.characters(heldOut)) |"
    }
    let total =
      "| all | \(training.count) | \(DataCard.characters(training)) | \(tuning.count) | \(DataCard.characters(tuning)) | \(validation.count) "
      + "| \(DataCard.characters(validation)) |"
    let head = [
      "## What is in it", "", "| kind | training | characters | tuning | characters | held out | characters |",
      "|---|---:|---:|---:|---:|---:|---:|",
    ]
    return (head + rows + [total]).joined(separator: "\n")
  }

  private var skills: String {
    let meanings: [(Corpus.Skill, String)] = [
      (.classification, "a task or symptom is given, the answer is its layer; held out: known parts, new pairs"),
      (.copying, "made-up facts are given, one is asked for; held out: names and values never seen together"),
      (.knowledge, "definitions and facts; held out: the same facts in wordings not used for them in training"),
      (.tools, "a calculator is called, its result put into a sentence; small sums; held out: pairs of numbers"),
      (.cloze, "two sentences, the term left out; held out: pairs of sentences"),
    ]
    let rows = meanings.map { skill, meaning in
      "| \(skill.rawValue) | \(questions.filter { $0.skill == skill }.count) | \(meaning) |"
    }
    let head = [
      "## The held-out questions", "", "| skill | questions | what is asked, and what is new in it |", "|---|---:|---|",
    ]
    return (head + rows).joined(separator: "\n")
  }

  private var making: String {
    """
    ## How it was made

    Pages and worksheets are flattened to plain text by section and step: no tables, diagrams or addresses. A section or
    step is held out when the hash of its origin says so, the same for every seed. Examples and paragraphs are drawn
    from tables in the code (`Sources/Corpus/Facts`) by SplitMix64, each kind from its own stream. A dialogue is
    `\(Corpus.Mark.context) …\(Corpus.Mark.user) …\(Corpus.Mark.assistant) …\(Corpus.Mark.end)`, the context only where
    there is one; `\(Corpus.Mark.end)` follows every document. The label of a task is the layer of the page that it
    belongs to.

    The tuning set is what a trained model is tuned on, with only the assistant's words learned where somebody asks: new
    contexts of which every fact is asked for, and documents of the training set, so that nothing is unlearned.
    """
  }

  private var checks: String {
    """
    ## Copies and leaks

    | check | result |
    |---|---:|
    | drawn again letter by letter, left out | \(figures.exactCopies) |
    | prose and paragraphs near to another (\(NearDuplicates.runLength)-word runs, Jaccard 0.8), left out \
    | \(figures.nearCopies) |
    | left out for what they share with held-out texts | \(figures.contaminated) |
    | contaminated documents left in training | \(figures.contaminatedLeft) |
    | runs of \(Contamination.runLength) words of held-out paragraphs that training paragraphs hold too \
    | \(Int((figures.knownParagraphRuns * 100).rounded())) % |

    Contaminated is a training text with the exact prompt of a question, with what the question is about (the same
    numbers, the same made-up fact, the same fact in the same wording), prose with a run of
    \(Contamination.runLength) words of a question, or prose and paragraphs with such a run of a held-out section.
    """
  }

  private var limits: String {
    """
    ## Limits

    - Examples of a skill are near-copies of each other by design: templates with other names, numbers and facts. Only
      prose and paragraphs are searched for near copies.
    - Held-out paragraphs are new as wholes, but their sentences follow patterns that training shows, about facts that
      it shows. The held-out sections alone tell how a model fares with text that people wrote: read both figures.
    - The questions test recombination of what was taught, within the words of the course. A high score says nothing
      about other tasks, other wordings or other subjects.
    - Definitions are shortened, and the facts are those of a course that was written in 2026.
    """
  }

  private static func characters(_ documents: [Corpus.Document]) -> Int {
    documents.reduce(0) { $0 + $1.text.count }
  }
}
