import Inference
import Training

/// What a file says about a training: the data, the model, the steps.
struct TrainRecipe {
  /// Where the text comes from.
  enum Source: Equatable {
    /// What the course's pages, terms and facts give: to train on, or to tune on.
    case course(isTuning: Bool)
    /// Files of text, or of prompts with answers; what is held out for validation.
    case files(training: [String], validation: [String])
  }

  /// Where the tokens come from.
  enum Tokens: Equatable {
    /// Byte pairs learnt from the training text: so many tokens.
    case learnt(Int)
    /// Those of a model's file.
    case from(String)
  }

  /// What training begins with.
  enum Start: Equatable {
    /// A model drawn at random; the size of the vocabulary follows from the tokens.
    case shape(TrainingShape)
    /// A model's file, which stays as it is.
    case base(String)
  }

  /// The adapter of `train lora`.
  struct Adapter: Equatable {
    var rank = 8
    var alpha: Double?
    var targets = Set(LoRA.Target.allCases)
  }

  /// The teacher of `train distill`.
  struct Teaching: Equatable {
    var teacher: String
    var temperature = 2.0
    /// The share of the loss that the text's own tokens have; the teacher has the rest.
    var hard = 0.5
  }

  var name = "model"
  var source = Source.course(isTuning: false)
  /// Whether only the answers of conversations are learned.
  var isAnswersOnly = false
  var tokens: Tokens?
  var start: Start
  var adapter: Adapter?
  var teaching: Teaching?
  var plan: TrainingPlan
  /// Tokens in a sequence.
  var length: Int
  var seed: UInt64
  /// Steps from one checkpoint to the next; 0: only when interrupted.
  var checkpointInterval: Int

  /// The models that it names: the base, the teacher, and whose tokens are taken.
  var models: [String] {
    var names: [String] = []
    if case .base(let name) = start { names.append(name) }
    if case .from(let name)? = tokens { names.append(name) }
    if let teaching { names.append(teaching.teacher) }
    return names
  }

  /// The texts that it names.
  var texts: [String] {
    if case .files(let training, let validation) = source { training + validation } else { [] }
  }
}
