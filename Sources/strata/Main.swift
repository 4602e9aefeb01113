import Curriculum
@main struct Main { static func main() {
  let folder = CourseFolder(at: ".")!
  let clock = ContinuousClock()
  let t0 = clock.now
  let (course, problems) = Course.read(folder)
  let t1 = clock.now
  let check = CourseCheck(course, readingProblems: problems)
  let t2 = clock.now
  for p in check.problems { print(p) }
  print(check.uncovered, check.counts, t1 - t0, t2 - t1)
} }
