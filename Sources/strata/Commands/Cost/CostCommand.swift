import ArgumentParser

/// `strata cost`: the cost simulator.
struct CostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost", abstract: "Decide between an API, rented endpoints and own GPUs, by numbers.",
    discussion: """
      A scenario is a preset (strata cost presets), one that you saved in the workbench, a YAML file, or - for \
      standard input. --set changes a field of it: --set workload.requests_per_month=2M.
      """,
    subcommands: [
      CostCompareCommand.self, CostBreakevenCommand.self, CostSensitivityCommand.self, CostSimulateCommand.self,
      CostPlanCommand.self, CostVendorsCommand.self, CostPresetsCommand.self, CostCatalogCommand.self,
      CostValidateCommand.self, CostCalibrateCommand.self,
    ])
}
