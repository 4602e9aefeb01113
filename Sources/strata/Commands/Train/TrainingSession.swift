import ArgumentParser
import Foundation
import Inference
import Training

/// One run of a training: from the recipe to the file, with checkpoints on the way.
struct TrainingSession {
  /// What is learned, and from what.
  enum Method: String {
    case whole = "train"
    case adapter = "train lora"
    case taught = "train distill"
  }

  private let arguments: TrainOptions
  private let method: Method
  /// The recipe as it stands in its file: a run that goes on must have the same.
  private let text: String
  private let recipe: TrainRecipe

  private static let recipeKey = "strata.training.recipe"
  private static let dataKey = "strata.training.data"

  init(_ arguments: TrainOptions, _ method: Method) throws {
    self.arguments = arguments
    self.method = method
    let name = arguments.recipe == "-" ? "standard input" : arguments.recipe
    text = try InputFile.text(of: arguments.recipe, most: 1 << 20)
    recipe = try RecipeReader(file: name).read(text)
    func wrong(_ field: String, _ problem: String) -> RecipeError {
      RecipeError(file: name, field: field, problem: problem)
    }
    switch method {
    case .whole:
      if recipe.adapter != nil { throw wrong("lora", "is for strata train lora") }
      if recipe.teaching != nil { throw wrong("distill", "is for strata train distill") }
    case .adapter:
      if recipe.teaching != nil { throw wrong("distill", "is for strata train distill") }
      guard case .base = recipe.start else { throw wrong("base", "is missing: an adapter stands beside a base model") }
    case .taught:
      if recipe.adapter != nil { throw wrong("lora", "is for strata train lora") }
      if recipe.teaching == nil { throw wrong("distill", "is missing: it names the teacher") }
    }
  }

  private var checkpointPath: String { arguments.output + ".checkpoint" }

  /// What may not be written over.
  private var inputs: [String] {
    (arguments.recipe == "-" ? [] : [arguments.recipe]) + recipe.texts + recipe.models.map { ShippedModels.path($0) }
  }

  func run() throws { try OutputLock.holding(arguments.output) { try make() } }

  private func make() throws {
    for path in [arguments.output, checkpointPath] { try ForceOption.check(path, isNoneOf: inputs) }
    try arguments.place.check(arguments.output)
    let isBegun = FileManager.default.fileExists(atPath: checkpointPath)
    if arguments.resume != isBegun, !arguments.place.force {
      throw Failure(
        isBegun
          ? "\(checkpointPath) is there, from a run that did not end. Go on from it with --resume, or begin anew with --force"
          : "there is no checkpoint \(checkpointPath) to go on from; leave out --resume")
    }
    for name in Set(recipe.models).sorted() where try ModelFile.open(name).metadata.isOfAdapter {
      throw Failure(
        "\(name) is an adapter and no model. strata train merge makes one of it and its base, which can be named here")
    }
    Interruption.heed()
    var progress = ProgressLine()
    defer { progress.clear() }
    let data = try TrainingData(recipe, Desk(arguments.options)) { progress.show($0) }
    let teaching = try teaching(data)
    let start = try model(vocabulary: data.tokenizer.count, teaching)
    let learner = try learner(start)
    let (training, validation) = try streams(data)
    var metadata = start.shape.metadata(name: recipe.name, tokenizer: data.keys, type: .f16)
    metadata[TrainingSession.recipeKey] = .string(GGUFText(text))
    metadata[TrainingSession.dataKey] = .uint64(training.fingerprint)
    let (step, looks) = arguments.resume && isBegun ? try restore(learner, metadata) : (0, nil)
    let trainer = try Trainer(
      recipe.plan, learner, training: training, validation: validation, teaching: teaching, step: step,
      looks: looks, threads: arguments.threads.count)
    progress.clear()
    let display = TrainingDisplay(
      trainer, json: arguments.json, documents: data.training.documentCount, validation: validation)
    try display.begin()
    try train(trainer, display, metadata)
    let trigram = validation.map { held in
      progress.show("counting trigrams")
      return TrigramModel(training.tokens, vocabularySize: start.shape.vocabularySize).loss(of: held)
    }
    progress.clear()
    try display.end(arguments.output, trigram: trigram)
  }

  private func train(_ trainer: Trainer, _ display: TrainingDisplay, _ metadata: GGUFMetadata) throws {
    func keep() throws {
      try Checkpoint.write(
        trainer.learner, step: trainer.step, looks: trainer.looks, metadata: metadata, to: checkpointPath)
    }
    var failure: (any Error)?
    try run(trainer) { observation in
      do { try display.show(observation) } catch {
        failure = error
        return false
      }
      if case .step(let step, _, _, _) = observation, recipe.checkpointInterval > 0,
        step % recipe.checkpointInterval == 0, step < recipe.plan.steps
      {
        try keep()
      }
      return !Interruption.isRequested
    }
    if Interruption.isRequested, trainer.step < recipe.plan.steps {
      try keep()
      Console.warn("interrupted after step \(trainer.step); \(checkpointPath) keeps it: go on with --resume")
      throw ExitCode(Interruption.status)
    }
    if let failure {
      try keep()
      Console.warn(
        "stopped after step \(trainer.step), since \(TrainingSession.words(failure)); \(checkpointPath) keeps it: go on with "
          + "--resume")
      throw ExitCode.failure
    }
    do {
      // Somebody else may have taken the place meanwhile.
      try arguments.place.check(arguments.output)
      if let adapter = trainer.learner as? LoRA {
        try adapter.write(to: arguments.output, name: recipe.name)
      } else {
        try trainer.learner.model.write(to: arguments.output, metadata: metadata, type: .f16)
      }
    } catch {
      // What was learned is not lost with the place for it, if there is a place for a checkpoint.
      if (try? keep()) != nil { Console.warn("\(checkpointPath) keeps what was learned: make room, then --resume") }
      throw error
    }
    unlink(checkpointPath)
  }

  /// The models whose weights count in the first step.
  private var learnedBefore: [String] {
    var names: [String] = []
    if case .base(let name) = recipe.start { names.append(name) }
    if let teaching = recipe.teaching { names.append(teaching.teacher) }
    return names
  }

  /// Trains; where the first loss already is no number, that is the fault of no rate.
  private func run(_ trainer: Trainer, _ observe: (Trainer.Observation) throws -> Bool) throws {
    do {
      try trainer.run(observe)
    } catch Trainer.RunError.diverged(step: 1, _) where !learnedBefore.isEmpty {
      let names = learnedBefore.joined(separator: " or ")
      throw Failure(
        "the loss of the first step already is no number: the weights of \(names) are damaged. "
          + "strata model quantize says which weight it is")
    }
  }

  /// Why nothing more can be told.
  private static func words(_ error: any Error) -> String {
    switch error {
    case is OutputClosed: "whoever read what it tells went away"
    case let failure as Failure: failure.message
    default: "\(error)"
    }
  }

  // MARK: What a run begins with

  private func model(vocabulary: Int, _ teaching: Teaching?) throws -> TrainableModel {
    func check(_ shape: TrainingShape) throws {
      try TrainingPass.checkMemory(
        shape, capacity: recipe.plan.sequencesPerPass * recipe.length, teacher: teaching?.teacher.shape)
    }
    switch recipe.start {
    case .shape(var shape):
      shape.vocabularySize = vocabulary
      do { try shape.check() } catch { throw Failure("no model has this shape: \(error)") }
      try check(shape)
      return try TrainableModel(shape, seed: recipe.seed)
    case .base(let path):
      return try TrainingSession.model(path) { shape in
        guard recipe.length <= shape.contextLength else { throw tooLong(path, shape.contextLength) }
        try check(shape)
      }
    }
  }

  private func tooLong(_ name: String, _ context: Int) -> Failure {
    Failure(
      "the sequences of \(recipe.length) tokens are longer than the context of \(name), which is \(context); set "
        + "training.length to at most that")
  }

  /// A model's file, once its shape was looked at.
  private static func model(_ path: String, _ check: (TrainingShape) throws -> Void) throws -> TrainableModel {
    let file = try ModelFile.open(path)
    do {
      try check(try TrainableModel.shape(of: file))
      return try TrainableModel(file)
    } catch let error as ModelFileError {
      throw Failure("\(path) \(error)")
    }
  }

  private func teaching(_ data: TrainingData) throws -> Teaching? {
    guard method == .taught, let teaching = recipe.teaching else { return nil }
    let tokens = "tokenizer.ggml.tokens"
    guard try ModelFile.open(teaching.teacher).metadata[tokens] == data.keys[tokens] else {
      throw Failure(
        "the teacher \(teaching.teacher) has other tokens than the student; set tokenizer: {from: \(teaching.teacher)}")
    }
    return Teaching(
      try TrainingSession.model(teaching.teacher) { shape in
        guard recipe.length <= shape.contextLength else {
          throw tooLong("the teacher \(teaching.teacher)", shape.contextLength)
        }
        try shape.checkMemory("the teacher \(teaching.teacher)")
      },
      temperature: Float(teaching.temperature),
      hardShare: Float(teaching.hard))
  }

  private func learner(_ model: TrainableModel) throws -> any Learner {
    guard method == .adapter else { return try WholeModel(model) }
    let adapter = recipe.adapter ?? TrainRecipe.Adapter()
    return try LoRA(
      model, rank: adapter.rank, alpha: Float(adapter.alpha ?? Double(2 * adapter.rank)), targets: adapter.targets,
      seed: recipe.seed)
  }

  /// What is learned from, and what is held out: without text for that, the last twentieth.
  private func streams(_ data: TrainingData) throws -> (TokenStream, TokenStream?) {
    func stream(_ tokens: ArraySlice<Int32>, _ learned: ArraySlice<Bool>) throws -> TokenStream {
      try TokenStream(Array(tokens), learned: Array(learned), length: recipe.length, seed: recipe.seed)
    }
    let text = data.training
    guard data.validation.documentCount == 0 else {
      let training = try stream(text.tokens[...], text.learned[...])
      do {
        return (training, try stream(data.validation.tokens[...], data.validation.learned[...]))
      } catch let error as TokenStream.TooShort {
        throw Failure(
          "the text for validation has \(Counted.of(error.tokens, "token")), and a sequence with the token after it needs "
            + "\(error.needed); give more of it, shorten training.length, or leave data.validation out")
      }
    }
    let held = text.tokens.count / 20
    guard held > recipe.length else { return (try stream(text.tokens[...], text.learned[...]), nil) }
    return (
      try stream(text.tokens.dropLast(held), text.learned.dropLast(held)),
      try stream(text.tokens.suffix(held), text.learned.suffix(held))
    )
  }

  private func restore(_ learner: any Learner, _ metadata: GGUFMetadata) throws -> (Int, Trainer.Looks?) {
    let file: GGUFFile
    do { file = try GGUFFile.open(checkpointPath) } catch {
      throw Failure("the checkpoint \(checkpointPath) is damaged and cannot be gone on from. Begin anew with --force")
    }
    for (key, what) in [(TrainingSession.recipeKey, "recipe"), (TrainingSession.dataKey, "text")]
    where file.metadata[key] != metadata[key] {
      throw Failure(
        "\(checkpointPath) is of a run with another \(what); bring that back to go on, or begin anew with --force")
    }
    do { return (try Checkpoint.restore(learner, from: file), Checkpoint.looks(in: file)) } catch {
      throw Failure("\(checkpointPath) \(error)")
    }
  }
}
