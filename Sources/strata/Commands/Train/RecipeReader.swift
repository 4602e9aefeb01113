import Foundation
import TextSafety
import Training

/// Reads a recipe and stops at the first mistake.
struct RecipeReader {
  /// The file's name for messages; other files are looked for beside it.
  let file: String

  func read(_ text: String) throws(RecipeError) -> TrainRecipe {
    var fields = try RecipeFields(file: file, text: text)
    let name = try fields.text("name", needed: "what the model is called")
    let (source, isAnswersOnly) = try source(&fields)
    let tokens = try tokens(&fields)
    let start = try start(&fields)
    if case .base = start, tokens != nil {
      throw fields.error("tokenizer", "must not be there: a base model brings its own")
    }
    let adapter = try adapter(&fields)
    let teaching = try teaching(&fields)
    guard var training = try fields.fields("training") else {
      throw fields.error("training", "is missing: it says how many steps there are")
    }
    try fields.finish()
    var recipe = try self.training(&training, start)
    if let name { recipe.name = name }
    recipe.source = source
    recipe.isAnswersOnly = isAnswersOnly
    recipe.tokens = tokens
    recipe.adapter = adapter
    recipe.teaching = teaching
    return recipe
  }

  /// A file that a recipe names, which lies beside it unless the name begins at the root.
  private func path(_ name: String) -> String {
    if name.hasPrefix("/") || file == "-" { return name }
    let folder = (file as NSString).deletingLastPathComponent
    return folder.isEmpty ? name : folder + "/" + name
  }

  /// A model's file, which lies beside the recipe; where there is none, the shipped model of this name may be meant.
  private func modelPath(_ name: String) -> String {
    let beside = path(name)
    return name.contains("/") || FileManager.default.fileExists(atPath: beside) ? beside : name
  }

  private func source(_ fields: inout RecipeFields) throws(RecipeError) -> (TrainRecipe.Source, Bool) {
    guard var data = try fields.fields("data") else {
      throw fields.error("data", "is missing: it says what is learned from")
    }
    let needed = "the name of a file, or a list of names"
    let training = try data.texts("files", needed: needed)
    let validation = try data.texts("validation", needed: needed) ?? []
    let course = try data.text("course", needed: "training or tuning")
    let learned = try data.text("learn", needed: "all or answers") ?? "all"
    guard ["all", "answers"].contains(learned) else { throw data.error("learn", "must be all or answers") }
    try data.finish()
    let isAnswersOnly = learned == "answers"
    switch (course, training) {
    case ("training"?, nil), ("tuning"?, nil):
      guard validation.isEmpty else {
        throw data.error("validation", "must not be there: the course holds some of its text out")
      }
      return (.course(isTuning: course == "tuning"), isAnswersOnly)
    case (nil, let training?):
      return (.files(training: training.map(path), validation: validation.map(path)), isAnswersOnly)
    case (_?, nil): throw data.error("course", "must be training or tuning")
    default: throw fields.error("data", "must name files, or be the course (course: training), and not both")
    }
  }

  private func tokens(_ fields: inout RecipeFields) throws(RecipeError) -> TrainRecipe.Tokens? {
    guard var tokenizer = try fields.fields("tokenizer") else { return nil }
    let count = try tokenizer.whole("tokens", 260...65_536)
    let from = try tokenizer.text("from", needed: "the name of a model's file")
    try tokenizer.finish()
    switch (count, from) {
    case (let count?, nil): return .learnt(count)
    case (nil, let from?): return .from(modelPath(from))
    default:
      throw fields.error("tokenizer", "must say how many tokens are learnt, or from which file they are, and not both")
    }
  }

  private func start(_ fields: inout RecipeFields) throws(RecipeError) -> TrainRecipe.Start {
    let base = try fields.text("base", needed: "the name of a model's file")
    let model = try fields.fields("model")
    switch (base, model) {
    case (let base?, nil): return .base(modelPath(base))
    case (nil, var model?):
      func needed(_ name: String, _ most: Int) throws(RecipeError) -> Int {
        guard let value = try model.whole(name, 1...most) else { throw model.error(name, "is missing") }
        return value
      }
      let hidden = try needed("hidden", 16_384)
      let layers = try needed("layers", 256)
      let heads = try needed("heads", 256)
      let shape = TrainingShape(
        vocabularySize: 256, hiddenSize: hidden, layerCount: layers, headCount: heads,
        kvHeadCount: try model.whole("kv_heads", 1...256) ?? heads, feedForwardSize: try needed("feed_forward", 65_536),
        contextLength: try needed("context", 65_536))
      try model.finish()
      do { try shape.check() } catch { throw fields.error("model", "cannot be: \(error)") }
      return .shape(shape)
    case (_?, _?): throw fields.error("base", "and model exclude each other: a base model has its shape")
    case (nil, nil): throw fields.error("model", "is missing: it says how large the model is; or name a base model")
    }
  }

  private func adapter(_ fields: inout RecipeFields) throws(RecipeError) -> TrainRecipe.Adapter? {
    guard var lora = try fields.fields("lora") else { return nil }
    var adapter = TrainRecipe.Adapter()
    if let rank = try lora.whole("rank", 1...1_024) { adapter.rank = rank }
    adapter.alpha = try lora.number("alpha", 1e-3...1e4)
    if let names = try lora.texts("targets", needed: "a list of matrices, such as [attn_q, attn_v]") {
      adapter.targets = []
      for name in names {
        guard let target = LoRA.Target(rawValue: name) else {
          let known = LoRA.Target.allCases.map(\.rawValue)
          throw lora.error(
            "targets",
            "has \(NearNames.quoted(name))\(NearNames.hint(name, among: known)); there are: "
              + known.joined(separator: ", "))
        }
        adapter.targets.insert(target)
      }
    }
    try lora.finish()
    return adapter
  }

  private func teaching(_ fields: inout RecipeFields) throws(RecipeError) -> TrainRecipe.Teaching? {
    guard var distill = try fields.fields("distill") else { return nil }
    guard let teacher = try distill.text("teacher", needed: "the name of a model's file") else {
      throw distill.error("teacher", "is missing")
    }
    var teaching = TrainRecipe.Teaching(teacher: modelPath(teacher))
    if let temperature = try distill.number("temperature", 0.1...100) { teaching.temperature = temperature }
    if let hard = try distill.number("hard", 0...1) { teaching.hard = hard }
    try distill.finish()
    return teaching
  }

  private func training(_ fields: inout RecipeFields, _ start: TrainRecipe.Start) throws(RecipeError) -> TrainRecipe {
    guard let steps = try fields.whole("steps", 1...10_000_000) else { throw fields.error("steps", "is missing") }
    let sequences = try fields.whole("sequences", 1...4_096) ?? 8
    let atOnce = try fields.whole("sequences_at_once", 1...4_096)
    let length = try fields.whole("length", 2...65_536) ?? 256
    if case .shape(let shape) = start, length > shape.contextLength {
      throw fields.error("length", "is \(length), more than the model's context of \(shape.contextLength)")
    }
    let rate = LearningRate(
      peak: Float(try fields.number("learning_rate", 0...100) ?? 1e-3),
      warmup: try fields.whole("warmup", 0...10_000_000) ?? min(100, steps / 10), steps: steps,
      floor: Float(try fields.number("floor", 0...1) ?? 0.1))
    let optimizer = AdamW(
      decay: Float(try fields.number("weight_decay", 0...10) ?? 0.1),
      clip: Float(try fields.number("clip", 0...1e6) ?? 1))
    // Without looks on the way there is one at the end.
    let interval = try fields.whole("validate_every", 0...10_000_000) ?? max(1, steps / 10)
    let plan = TrainingPlan(
      steps: steps, sequences: sequences, sequencesPerPass: min(sequences, atOnce ?? sequences), rate: rate,
      optimizer: optimizer, dropout: Float(try fields.number("dropout", 0...0.9) ?? 0),
      validationInterval: interval > 0 ? interval : steps,
      patience: try fields.whole("patience", 0...1_000) ?? 0)
    let seed = UInt64(try fields.whole("seed", 0...Int.max) ?? 1)
    let checkpoints = try fields.whole("checkpoint_every", 0...10_000_000) ?? 500
    try fields.finish()
    return TrainRecipe(start: start, plan: plan, length: length, seed: seed, checkpointInterval: checkpoints)
  }
}
