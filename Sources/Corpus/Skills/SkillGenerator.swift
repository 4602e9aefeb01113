/// One question with its answer, before it is decided whether it is for training or held out.
struct Exchange {
  /// Up to and with the mark of the assistant.
  var prompt: String
  /// What counts as right, the usual answer first.
  var accepted: [String]
  /// What it is about, below its wording.
  var instances: [String]
  /// What of the course it is from: `page:rag`, `term:kv-cache`; `made` when it is from nothing.
  var origin: String
  /// What follows the answer in a training document, from the end mark on.
  var sequel = ""

  /// A question that stands alone.
  init(
    asking question: String, context: String? = nil, accepted: [String], instances: [String], origin: String = "made"
  ) {
    let given = context.map { Corpus.Mark.context + " " + $0 } ?? ""
    prompt = given + Corpus.Mark.user + " " + question + Corpus.Mark.assistant
    self.accepted = accepted
    self.instances = instances
    self.origin = origin
  }

  /// The whole dialogue, without the mark that ends it.
  var text: String { prompt + " " + (accepted.first ?? "") + sequel }
}

/// Makes questions of one skill.
protocol SkillGenerator {
  var skill: Corpus.Skill { get }

  /// An example for training.
  ///
  /// Nil when the course has nothing to ask about.
  func example(_ chance: inout Chance) -> Exchange?

  /// The held-out question with a number from 0: forms and labels are dealt out by it.
  func heldOut(_ number: Int, _ chance: inout Chance) -> Exchange?
}
