/// Which running requests end at which step: a ring of lists, so that no step looks at those that go on.
struct EndingSteps {
  /// The first request of each list; 0, a slot that holds no request, where the list is empty.
  private var heads: [Int]

  init() {
    heads = Array(repeating: 0, count: 1024)
  }

  /// Notes that a request ends with decoding step `step`, counted from 1, when `now` are over.
  mutating func insert(_ index: Int, at step: Int, now: Int, _ ring: inout SlotRing) {
    if step - now >= heads.count { grow(to: step - now, &ring) }
    ring.slots[index].ending = step
    link(index, &ring)
  }

  private mutating func link(_ index: Int, _ ring: inout SlotRing) {
    let day = ring.slots[index].ending & (heads.count - 1)
    let first = heads[day]
    ring.slots[index].previousEnding = 0
    ring.slots[index].nextEnding = first
    if first != 0 { ring.slots[first].previousEnding = index }
    heads[day] = index
  }

  mutating func remove(_ index: Int, _ ring: inout SlotRing) {
    let slot = ring.slots[index]
    if slot.nextEnding != 0 { ring.slots[slot.nextEnding].previousEnding = slot.previousEnding }
    if slot.previousEnding != 0 {
      ring.slots[slot.previousEnding].nextEnding = slot.nextEnding
    } else {
      heads[slot.ending & (heads.count - 1)] = slot.nextEnding
    }
  }

  /// Takes out all that end with a step, in order of arrival.
  mutating func take(_ step: Int, _ ring: SlotRing, into ended: inout [Int]) {
    let day = step & (heads.count - 1)
    var index = heads[day]
    guard index != 0 else { return }
    heads[day] = 0
    while index != 0 {
      // Almost always one or two: put each in its place.
      var place = ended.count
      while place > 0, ring.slots[ended[place - 1]].number > ring.slots[index].number { place -= 1 }
      ended.insert(index, at: place)
      index = ring.slots[index].nextEnding
    }
  }

  private mutating func grow(to distance: Int, _ ring: inout SlotRing) {
    var entered: [Int] = []
    for head in heads {
      var index = head
      while index != 0 {
        entered.append(index)
        index = ring.slots[index].nextEnding
      }
    }
    var size = heads.count
    while size <= distance { size *= 2 }
    heads = Array(repeating: 0, count: size)
    for index in entered { link(index, &ring) }
  }
}
