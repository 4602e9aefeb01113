import Inference
import Training

/// Something that the shipped model has never learnt: a waiter at sea, who answers orders in one fixed pattern.
struct NewTask {
  private static let dishes = [
    "soup", "bread", "rice", "salad", "fish", "cheese", "tea", "milk", "cake", "toast", "beans", "corn", "pie", "fruit",
    "eggs", "stew", "juice", "honey",
  ]
  private static let orders = [
    "Please bring {d} to table {t}.", "Table {t} would like {d}.", "One {d} for table {t}.",
    "{d} for table {t}, please.",
  ]

  /// A question and its answer.
  struct Exchange: Equatable {
    let question: String
    let answer: String
  }

  /// What is learned from.
  let training: [Exchange]
  /// Other orders, none of them in the training.
  let heldOut: [Exchange]

  init(seed: UInt64, training count: Int = 240, heldOut rest: Int = 60) {
    var random = SeededRandom(seed: seed)
    var all: [Exchange] = []
    for dish in NewTask.dishes {
      for table in 1...9 {
        for order in NewTask.orders {
          let question = order.replacing("{d}", with: dish).replacing("{t}", with: "\(table)")
          all.append(Exchange(question: question, answer: "Aye! The \(dish) sails to table \(table). Ahoy!"))
        }
      }
    }
    random.shuffle(&all)
    heldOut = Array(all.prefix(rest))
    training = Array(all.dropFirst(rest).prefix(count))
  }

  /// Exchanges as tokens, of which only the answers are learned.
  static func stream(
    _ exchanges: [Exchange], _ tokenizer: Tokenizer, length: Int, seed: UInt64
  ) throws -> TokenStream {
    var text = TrainingText(tokenizer)
    for exchange in exchanges {
      text.add(question: prompt(exchange.question), answer: " " + exchange.answer, nil)
    }
    return try TokenStream(text.tokens, learned: text.learned, length: length, seed: seed)
  }

  /// A question in the form that the shipped model knows.
  static func prompt(_ question: String) -> String { "<|user|> " + question + "<|assistant|>" }
}
