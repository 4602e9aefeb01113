// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is built with: no undeclared names, no hidden existentials, no warnings.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .unsafeFlags(["-warnings-as-errors"]),
]

let package = Package(
  name: "Strata",
  products: [.executable(name: "strata", targets: ["strata"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(
      name: "CNcurses",
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo", .when(platforms: [.linux]))]),
    .systemLibrary(
      name: "CCmark",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"])]),
    .target(name: "TextSafety", swiftSettings: strict),
    .target(name: "Terminal", dependencies: ["TextSafety"], swiftSettings: strict),
    .target(
      name: "TerminalNcurses", dependencies: ["Terminal", "TextSafety", "CNcurses"],
      swiftSettings: strict),
    .target(
      name: "Curriculum", dependencies: ["TextSafety", "CCmark", "Yams"], swiftSettings: strict),
    .target(
      name: "Notebook",
      dependencies: ["TextSafety", "Curriculum", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    // Optimised in debug builds too: the tests would wait minutes for tens of thousands of texts.
    .target(
      name: "Corpus", dependencies: ["Curriculum"],
      swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(name: "CostModel", dependencies: ["TextSafety", "Yams"], swiftSettings: strict),
    .target(
      name: "Decision", dependencies: ["TextSafety", "CostModel", "Serving", "Simulation", "Yams"],
      swiftSettings: strict),
    .target(name: "Serving", swiftSettings: strict),
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),
    // Optimised in debug builds too: the tests would wait minutes for its loops.
    .target(
      name: "Inference", dependencies: ["CKernels"],
      swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    // Optimised like Inference, for the same reason.
    .target(
      name: "Training", dependencies: ["Inference", "CKernels"],
      swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(name: "Engine", dependencies: ["Serving", "Inference"], swiftSettings: strict),
    // Optimised like Training, for the same reason.
    .target(
      name: "Experiments",
      dependencies: ["TextSafety", "Corpus", "CostModel", "Serving", "Simulation", "Inference", "Engine", "Training"],
      swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(name: "Simulation", dependencies: ["Serving", "CostModel"], swiftSettings: strict),
    .target(
      name: "Workbench",
      dependencies: [
        "TextSafety", "Terminal", "Curriculum", "Notebook", "CostModel", "Serving", "Simulation", "Decision",
        "Experiments",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "strata",
      dependencies: [
        "TextSafety", "Terminal", "TerminalNcurses", "Curriculum", "Notebook", "Workbench", "CostModel", "Serving",
        "Simulation", "Decision", "Inference", "Engine", "Corpus", "Training", "Experiments",
        .product(name: "ArgumentParser", package: "swift-argument-parser"), "Yams",
      ],
      swiftSettings: strict),
    .target(
      name: "StrataTesting", dependencies: ["TextSafety", "Terminal"], path: "Tests/StrataTesting",
      swiftSettings: strict),
    .testTarget(
      name: "TextSafetyTests", dependencies: ["TextSafety", "StrataTesting"], swiftSettings: strict),
    .testTarget(
      name: "TerminalTests", dependencies: ["TextSafety", "Terminal", "StrataTesting"], swiftSettings: strict),
    .testTarget(
      name: "CurriculumTests", dependencies: ["TextSafety", "Curriculum", "StrataTesting"],
      swiftSettings: strict),
    .testTarget(name: "CorpusTests", dependencies: ["Corpus", "Curriculum", "StrataTesting"], swiftSettings: strict),
    .testTarget(
      name: "DecisionTests", dependencies: ["CostModel", "Serving", "Simulation", "Decision", "StrataTesting"],
      swiftSettings: strict),
    .testTarget(
      name: "CostModelTests", dependencies: ["TextSafety", "CostModel", "StrataTesting"],
      exclude: ["Reference"], swiftSettings: strict),
    .testTarget(name: "ServingTests", dependencies: ["Serving", "StrataTesting"], swiftSettings: strict),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation", "Serving", "CostModel", "StrataTesting"],
      swiftSettings: strict),
    .testTarget(
      name: "InferenceTests", dependencies: ["Inference", "CKernels", "StrataTesting"], exclude: ["Reference"],
      swiftSettings: strict),
    .testTarget(
      name: "EngineTests",
      dependencies: ["Engine", "Serving", "Inference", "Simulation", "CostModel", "StrataTesting"],
      swiftSettings: strict),
    .testTarget(
      name: "TrainingTests", dependencies: ["Training", "Inference", "CKernels", "StrataTesting"],
      exclude: ["Reference"],
      swiftSettings: strict),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "Corpus", "Curriculum", "CostModel", "Serving", "Simulation", "Inference", "Engine", "Training",
        "StrataTesting",
      ],
      swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    .testTarget(
      name: "NotebookTests",
      dependencies: [
        "TextSafety", "Curriculum", "Notebook", "StrataTesting", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "WorkbenchTests",
      dependencies: [
        "TextSafety", "Terminal", "CostModel", "Decision", "Curriculum", "Corpus", "Notebook", "Experiments",
        "Workbench", "StrataTesting",
      ],
      exclude: ["Course", "Recorded", "__Snapshots__"], swiftSettings: strict),
    .testTarget(name: "CommandTests", dependencies: ["strata", "Inference", "StrataTesting"], swiftSettings: strict),
    .testTarget(
      name: "TerminalProcessTests",
      dependencies: [
        "strata", "Terminal", "Curriculum", "Notebook", "StrataTesting", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
