import Curriculum

/// A task or a symptom is given, the answer is its layer: that of the page of the course that it belongs to.
///
/// Held out are pairs: this work on this object, or this symptom in this place. Object and symptom themselves are
/// trained on in other company.
struct Classification: SkillGenerator {
  let skill = Corpus.Skill.classification
  /// The layers that are asked for, each with its boxes.
  private let boxes: [[LayerTasks]]

  init(_ tasks: [LayerTasks]) {
    boxes = [Layer.application, .model, .infrastructure].map { layer in tasks.filter { $0.layer == layer } }
      .filter { !$0.isEmpty }
  }

  func example(_ chance: inout Chance) -> Exchange? {
    guard !boxes.isEmpty else { return nil }
    return exchange(chance.pick(chance.pick(boxes)), isSymptom: chance.oneIn(3), &chance)
  }

  func heldOut(_ number: Int, _ chance: inout Chance) -> Exchange? {
    guard !boxes.isEmpty else { return nil }
    let box = chance.pick(boxes[number % boxes.count])
    return exchange(box, isSymptom: number / boxes.count % 3 == 2, &chance)
  }

  private func exchange(_ box: LayerTasks, isSymptom: Bool, _ chance: inout Chance) -> Exchange? {
    let things = isSymptom ? box.symptoms : box.objects
    guard !things.isEmpty else { return nil }
    let thing = chance.pick(things)
    let company = chance.pick(isSymptom ? Classification.places : Classification.works)
    let task = isSymptom ? "\(company), \(thing)" : "\(company) \(thing)"
    let frame = chance.pick(isSymptom ? Classification.symptomFrames : Classification.taskFrames)
    return Exchange(
      asking: frame.filled(["Task": task.asSentenceStart, "task": task]), accepted: [box.layer.word],
      instances: ["classification: \(thing) | \(company)"], origin: "page:\(box.page)")
  }

  static let works = [
    "improving", "reviewing", "planning", "documenting", "testing", "rethinking", "simplifying", "taking over",
    "explaining", "fixing", "checking", "changing", "working on", "reporting on",
  ]

  static let places = [
    "in a support chat", "in a coding tool", "in a search product", "in a legal product", "in a school app",
    "in a travel app", "in a health service", "at a bank", "at an insurer", "at a publisher", "at a city office",
    "at a small firm", "after the release", "since Monday", "in the pilot", "under load",
  ]

  private static let taskFrames = [
    "Which layer of the stack is this work: {task}?", "{Task}: which layer?", "To which layer does {task} belong?",
    "Application, model or infrastructure: {task}?", "Name the layer of this task: {task}.",
    "Somebody is {task}. In which layer do they work?", "Our team is {task}. Which layer is that?",
    "Put this task on the map: {task}.", "Which layer is {task} part of?", "The job today is {task}. Name the layer.",
    "Classify this task: {task}.", "{Task} is work in which layer?",
  ]

  private static let symptomFrames = [
    "{Task}. Which layer is that?", "{Task}. Name the layer.", "{Task}. In which layer should we look?",
    "Which layer has this fault: {task}?", "Classify this symptom: {task}.", "Put this symptom on the map: {task}.",
    "Application, model or infrastructure: {task}?", "A colleague says: {task}. Which layer has to act?",
  ]
}
