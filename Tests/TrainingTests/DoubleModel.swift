import Foundation
import Training

/// The model in double precision, written down as its definition: the slow twin of the pass.
struct DoubleModel {
  let shape: TrainingShape
  var values: [String: [Double]]

  init(_ model: TrainableModel) {
    shape = model.shape
    let parameters = model.parameters
    values = [:]
    for tensor in parameters.layout.tensors { values[tensor.name] = parameters[tensor].map(Double.init) }
  }

  private func multiply(_ x: [Double], _ name: String) -> [Double] {
    guard let matrix = values[name] else { return [] }
    return stride(from: 0, to: matrix.count, by: x.count).map { row in
      zip(x, matrix[row..<row + x.count]).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  private func normalize(_ x: [Double], _ name: String) -> [Double] {
    let scale = 1 / (x.reduce(0) { $0 + $1 * $1 } / Double(x.count) + Double(shape.epsilon)).squareRoot()
    return zip(x, values[name] ?? []).map { $0 * scale * $1 }
  }

  private func turn(_ x: [Double], _ position: Int) -> [Double] {
    let dimension = shape.headDimension
    var out = x
    for i in stride(from: 0, to: x.count, by: 2) {
      let pair = i % dimension / 2
      let angle = Double(position) * pow(Double(shape.rotaryBase), -2 * Double(pair) / Double(dimension))
      out[i] = x[i] * cos(angle) - x[i + 1] * sin(angle)
      out[i + 1] = x[i] * sin(angle) + x[i + 1] * cos(angle)
    }
    return out
  }

  private func softmax(_ x: [Double]) -> [Double] {
    let most = x.max() ?? 0
    let e = x.map { exp($0 - most) }
    let sum = e.reduce(0, +)
    return e.map { $0 / sum }
  }

  private func add(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { $0 + $1 } }

  /// What a sequence's tokens see of each other.
  private func attend(_ queries: [[Double]], _ keys: [[Double]], _ values: [[Double]]) -> [[Double]] {
    let dimension = shape.headDimension
    return queries.indices.map { position in
      (0..<shape.headCount).flatMap { head -> [Double] in
        let kv = head / shape.groupSize * dimension
        let scores = (0...position).map { other in
          (0..<dimension).reduce(0) { $0 + queries[position][head * dimension + $1] * keys[other][kv + $1] }
            / Double(dimension).squareRoot()
        }
        let weights = softmax(scores)
        return (0..<dimension).map { i in zip(weights, values).reduce(0) { $0 + $1.0 * $1.1[kv + i] } }
      }
    }
  }

  /// The logits of a sequence's tokens.
  func logits(_ tokens: ArraySlice<Int32>) -> [[Double]] {
    let hidden = shape.hiddenSize
    let embedding = values["token_embd.weight"] ?? []
    var rows = tokens.map { Array(embedding[Int($0) * hidden..<(Int($0) + 1) * hidden]) }
    for layer in 0..<shape.layerCount {
      func name(_ of: String) -> String { "blk.\(layer).\(of).weight" }
      let normalized = rows.map { normalize($0, name("attn_norm")) }
      let queries = normalized.enumerated().map { turn(multiply($1, name("attn_q")), $0) }
      let keys = normalized.enumerated().map { turn(multiply($1, name("attn_k")), $0) }
      let attended = attend(queries, keys, normalized.map { multiply($0, name("attn_v")) })
      rows = zip(rows, attended).map { add($0, multiply($1, name("attn_output"))) }
      rows = rows.map { row in
        let normalized = normalize(row, name("ffn_norm"))
        let gated = zip(multiply(normalized, name("ffn_gate")), multiply(normalized, name("ffn_up"))).map { gate, up in
          gate / (1 + exp(-gate)) * up
        }
        return add(row, multiply(gated, name("ffn_down")))
      }
    }
    return rows.map { multiply(normalize($0, "output_norm.weight"), "token_embd.weight") }
  }

  /// The sum of −ln p(target) of a batch.
  func loss(_ batch: Batch) -> Double {
    (0..<batch.sequenceCount).reduce(0) { sum, sequence in
      let range = sequence * batch.length..<(sequence + 1) * batch.length
      let logits = logits(batch.inputs[range])
      return sum
        + zip(logits, batch.targets[range]).reduce(0) { sum, pair in
          let (row, target) = pair
          return target < 0 ? sum : sum - log(softmax(row)[Int(target)])
        }
    }
  }

  /// ∂ loss / ∂ one number, from the losses a little to both sides of it.
  mutating func slope(_ name: String, _ index: Int, _ batch: Batch) -> Double {
    guard let value = values[name]?[index] else { return .nan }
    let distance = 1e-4
    values[name]?[index] = value + distance
    let above = loss(batch)
    values[name]?[index] = value - distance
    let below = loss(batch)
    values[name]?[index] = value
    return (above - below) / (2 * distance)
  }
}
