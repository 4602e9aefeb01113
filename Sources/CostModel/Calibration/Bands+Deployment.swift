extension Bands {
  /// The half-width for the speed of a deployment under a steady load of requests.
  public func halfWidth(of deployment: Deployment) -> Double {
    let figure: Class = deployment.model.isMixtureOfExperts ? .mixtureClosed : .denseClosed
    var half = classes[figure]?.half ?? Bands.unknown
    let traits: [(Validation.Trait, String)] = [
      (.gpu, deployment.accelerator.id), (.model, deployment.model.id),
      (.family, ChipFamily(deployment.accelerator).rawValue),
    ]
    for (trait, name) in traits where seen[trait]?[name] == nil { half = max(half, unseen[trait]?.half ?? 0) }
    return half
  }
}
