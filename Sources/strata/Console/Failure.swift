import ArgumentParser
import CostModel
import Curriculum
import Decision
import Inference
import Notebook
import Simulation
import TextSafety
import Training

/// Why a command could not do its work: what, where, how much, and what to do, in one line.
struct Failure: Error {
  var message: String
  var status: Int32

  /// The work failed.
  init(_ message: String) {
    self.message = message
    status = 1
  }

  /// The command was called wrongly.
  static func usage(_ message: String) -> Failure {
    var failure = Failure(message)
    failure.status = ExitCode.validationFailure.rawValue
    return failure
  }
}

/// How a command ends that did not simply end.
enum Ending {
  /// Says what happened and returns the exit status.
  static func report(_ error: any Error) -> Int32 {
    switch error {
    case let failure as Failure: return fail(failure.message, failure.status)
    case let error as NotebookError: return fail(error.message, 1)
    case let error as CourseError: return fail(error.message, 1)
    case let error as ExchangeError: return fail(error.message, 1)
    case let error as SettingsError: return fail(error.message, ExitCode.validationFailure.rawValue)
    case let error as CatalogError: return fail(error.message.string, 1)
    case let error as ImportError: return fail(error.message.string, 1)
    case let error as FieldError: return fail(error.message, wrongUsage)
    case let error as ScenarioError: return fail(error.description, wrongUsage)
    case let error as UnknownName: return fail(error.message.string, wrongUsage)
    case let error as SimulationError: return fail(error.message, wrongUsage)
    case let error as GGUFFile.ReadError: return fail(error.description, 1)
    case let error as Quantizer.QuantizeError: return fail(error.description, 1)
    case let error as OutOfMemory: return fail(error.description, 1)
    case let error as MemoryNeed.Shortage: return fail(error.description, 1)
    case let error as Perplexity.TextError: return fail(error.description, 1)
    case let error as InferenceContext.ContextError:
      if case .notANumber = error { return fail(error.description, 1) }
      return fail(error.description, wrongUsage)
    case let error as TrainingError: return fail(error.description, 1)
    case let error as RecipeError: return fail(error.description, wrongUsage)
    case let error as TokenStream.TooShort: return fail(error.description, 1)
    case let error as BytePairTrainer.TrainError: return fail("\(error)", 1)
    case let error as GGUFWriter.WriteError: return fail("\(error)", 1)
    case let error as Trainer.RunError: return fail(error.description, 1)
    case let code as ExitCode: return code.rawValue
    case is OutputClosed: return 0
    default: return reportParsing(error)
    }
  }

  /// The status for what was asked wrongly: also a scenario with a mistake, or a name that nothing has.
  private static let wrongUsage = ExitCode.validationFailure.rawValue

  private static func fail(_ message: String, _ status: Int32) -> Int32 {
    Console.warn(message)
    return status
  }

  /// What the argument parser throws: help and version, which are no errors, and wrong usage.
  private static func reportParsing(_ error: any Error) -> Int32 {
    let status = Strata.exitCode(for: error)
    guard !status.isSuccess else {
      do {
        try Console.output(SafeText.cleanedBlock(Strata.fullMessage(for: error)) + "\n")
        return 0
      } catch {
        return report(error)
      }
    }
    var message = Strata.message(for: error)
    let hint = Strata.fullMessage(for: error).split(separator: "\n").last { $0.hasPrefix("  See '") }
      .map { $0.dropFirst(2).replacing(" for more information.", with: "") }
    if let verb = unknownVerb() {
      message = verb
    } else if CommandLine.arguments.contains(where: { $0.hasPrefix("-") && $0.contains(" ") }) {
      message += ". Put -- before a text that begins with a dash"
    }
    while message.last == "." { message.removeLast() }
    return fail(message.prefix(1).lowercased() + message.dropFirst() + (hint.map { ". \($0)" } ?? ""), status.rawValue)
  }

  /// A message for a word that stands where a verb should be and is none; nil when all are verbs.
  private static func unknownVerb() -> String? {
    var command: any ParsableCommand.Type = Strata.self
    var path = "strata"
    for word in CommandLine.arguments.dropFirst() {
      let verbs = command.configuration.subcommands
      guard !verbs.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
      guard let next = verbs.first(where: { $0._commandName == word }) else {
        // Then it is an argument of the verb that is meant without being named.
        if command.configuration.defaultSubcommand != nil { return nil }
        return "\(NearNames.quoted(word)) is no verb of \(path)"
          + NearNames.hint(word, among: verbs.map { $0._commandName })
      }
      command = next
      path += " " + word
    }
    return nil
  }
}
