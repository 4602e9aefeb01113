/// Where people keep files of models.
struct ModelPlaces {
  /// A folder, or a file that was named itself.
  struct Place: Equatable {
    /// Who keeps files there: `LM Studio`.
    var name: String
    var path: String
    /// Whether files lie there under their digests, and manifests say what they are.
    var hasManifests = false
  }

  /// In the order in which they are looked through; most of them are not there.
  let all: [Place]

  /// - Parameter environment: variables that name places, and the home folder.
  init(_ environment: [String: String]) {
    func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let home = variable("HOME") ?? "/"
    func expanded(_ path: String) -> String { path.hasPrefix("~/") ? home + path.dropFirst() : path }
    var all = (variable("STRATA_MODELS") ?? "").split(separator: ":").map {
      Place(name: "STRATA_MODELS", path: expanded(String($0)))
    }
    all += [".lmstudio/models", ".cache/lm-studio/models"].map { Place(name: "LM Studio", path: "\(home)/\($0)") }
    all.append(Place(name: "llama.cpp", path: variable("LLAMA_CACHE") ?? ModelPlaces.caches(home, environment)))
    if let named = variable("OLLAMA_MODELS") {
      all.append(Place(name: "Ollama", path: expanded(named), hasManifests: true))
    } else {
      // The second is where its service keeps them on Linux.
      all += ["\(home)/.ollama/models", "/usr/share/ollama/.ollama/models"].map {
        Place(name: "Ollama", path: $0, hasManifests: true)
      }
    }
    self.all = all
  }

  private static func caches(_ home: String, _ environment: [String: String]) -> String {
    #if os(macOS)
      return home + "/Library/Caches/llama.cpp"
    #else
      let folder = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.cache"
      return folder + "/llama.cpp"
    #endif
  }
}
