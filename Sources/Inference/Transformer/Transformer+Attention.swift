import CKernels

/// Attention over a batch: who looks at what, and in which pieces the work is handed out.
extension Transformer {
  /// Queries of some tokens of one step that share a head of keys and values.
  struct AttentionTask {
    let step: Int
    let firstRow: Int
    let tokens: Int
    /// Of the group of query heads.
    let firstInGroup: Int
    let heads: Int
    /// Position of the first token.
    let position: Int
  }

  /// The most queries of a task.
  private static let queriesPerTask = 32

  /// Bytes of scratch that a thread needs.
  static func scratchBytes(_ b: Blueprint, _ kernels: Kernels) -> Int {
    let widest = max(b.hiddenSize, b.queryWidth, b.feedForwardSize)
    let padded = (b.headDimension + 15) / 16 * 16
    let attention = kernels.table.attend_scratch_bytes(padded, queriesPerTask) + 64 * queriesPerTask
    return max(kernels.table.scratch_bytes(widest), attention + 64, padded * 4) + 4_096
  }

  /// Cuts the batch into tasks: some tokens of a prompt, or the heads of one token.
  func planAttention(_ steps: [SequenceStep]) {
    attentionTasks.removeAll(keepingCapacity: true)
    let b = model.blueprint
    let most = Transformer.queriesPerTask
    var firstRow = 0
    for (index, step) in steps.enumerated() {
      let isSingle = step.tokens.count == 1 || crew.summation == .tokenByToken
      let tokens = isSingle ? 1 : max(1, most / b.groupSize)
      // One token and fewer KV heads than threads: the heads of a group are shared out.
      let parts = isSingle ? min(b.groupSize, (crew.threadCount + b.kvHeadCount - 1) / b.kvHeadCount) : 1
      let heads = min(most, (b.groupSize + parts - 1) / parts)
      for start in stride(from: 0, to: step.tokens.count, by: tokens) {
        for first in stride(from: 0, to: b.groupSize, by: heads) {
          attentionTasks.append(
            AttentionTask(
              step: index, firstRow: firstRow + start, tokens: min(tokens, step.tokens.count - start),
              firstInGroup: first, heads: min(heads, b.groupSize - first), position: step.table.positions + start))
        }
      }
      firstRow += step.tokens.count
    }
  }

  /// softmax(queries · keys) · values, for every token and head.
  func attend(layer: Int, _ steps: [SequenceStep], _ cache: KVCache) {
    let b = model.blueprint
    let window = b.isLocal(layer: layer) ? b.slidingWindow : nil
    let kvHeads = b.kvHeadCount
    attentionTasks.withUnsafeBufferPointer { tasks in
      crew.pool.forEach(tasks.count * kvHeads) { [self] index, worker in
        let task = tasks[index / kvHeads]
        attend(task, layer: layer, head: index % kvHeads, window: window, steps[task.step].table.blocks, cache, worker)
      }
    }
  }

  private func attend(
    _ task: AttentionTask, layer: Int, head: Int, window: Int?, _ blocks: [Int32], _ cache: KVCache, _ worker: Int
  ) {
    let b = model.blueprint
    let last = task.position + task.tokens - 1
    let firstTile = window.map { max(0, task.position - $0 + 1) / KVCache.tokensPerBlock } ?? 0
    let tiles = last / KVCache.tokensPerBlock + 1
    let padded = cache.headDimension
    let count = task.tokens * task.heads
    withUnsafeTemporaryAllocation(of: UnsafeRawPointer?.self, capacity: 2 * tiles) { pointers in
      guard let keys = pointers.baseAddress else { return }
      let values = keys + tiles
      for tile in firstTile..<tiles {
        keys[tile] = UnsafeRawPointer(cache.keyTile(layer: layer, head: head, block: blocks[tile]))
        values[tile] = UnsafeRawPointer(cache.valueTile(layer: layer, head: head, block: blocks[tile]))
      }
      var lookedAt = ck_head(
        key_tiles: keys, value_tiles: values, type: cache.type.kernelType, dimension: padded,
        score_scale: b.attentionScale, soft_cap: b.attentionSoftCap ?? 0)
      withUnsafeTemporaryAllocation(byteCount: count * 24, alignment: 16) { lists in
        guard let start = lists.baseAddress else { return }
        let inputs = start.assumingMemoryBound(to: UnsafePointer<Float>?.self)
        let outputs = (start + count * 8).assumingMemoryBound(to: UnsafeMutablePointer<Float>?.self)
        let firsts = (start + count * 16).assumingMemoryBound(to: Int32.self)
        let lasts = firsts + count
        for query in 0..<count {
          let token = query / task.heads
          let own = head * b.groupSize + task.firstInGroup + query % task.heads
          let place = ((task.firstRow + token) * b.headCount + own) * padded
          inputs[query] = UnsafePointer(queries + place)
          outputs[query] = seen + place
          let position = task.position + token
          firsts[query] = Int32(window.map { max(0, position - $0 + 1) } ?? 0)
          lasts[query] = Int32(position)
        }
        var asking = ck_queries(queries: inputs, outputs: outputs, first: firsts, last: lasts, count: count)
        crew.kernels.table.attend(&lookedAt, &asking, crew.scratch(worker))
      }
    }
  }
}
