/// A lab without subjects whose predictions are compared with an experiment's figures.
enum TrialLab {
  /// The first step that names an experiment begins on line 24, the second on line 30.
  static func text(scenario: String) -> String {
    """
    ---
    id: trial
    title: A trial
    summary: Guess, then run.
    layer: all
    order: 1
    minutes: 10
    needs: nothing
    steps:
      - id: choose
        title: Choose
        kind: choose
        text: Choose.
        fields:
          - {id: whom, prompt: Whom?, kind: line}
      - id: predict
        title: Predict
        kind: predict
        text: Guess.
        fields:
          - {id: volume, prompt: How much?, kind: number}
          - {id: load, prompt: How busy?, kind: number, unit: "%"}
          - {id: why, prompt: Why?, kind: text, optional: true}
      - id: run
        title: Run
        kind: run
        experiment: cost.compare
        parameters: {scenario: \(scenario)}
        text: Run it.
      - id: more
        title: Run more
        kind: run
        experiment: cost.simulate
        parameters: {scenario: \(scenario), workload.requests_per_month: 1800000}
        text: The answer is near.
      - id: compare
        title: Compare
        kind: compare
        compares: [{field: volume, with: break_even, apart: 100}, {field: load, with: busy, apart: 10}]
        text: The answer.
      - id: note
        title: Note
        kind: note
        text: Say it.
        fields:
          - {id: final, prompt: Say it., kind: text}
    ---
    An introduction.
    """
  }
}
