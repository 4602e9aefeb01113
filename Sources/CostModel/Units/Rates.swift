/// A month of a bill: a twelfth of 365 days.
public enum Month {
  /// 730, the hours that cloud sellers count.
  public static let hours = 730.0
  public static let seconds = hours * 3600
}

extension Quantity {
  /// An amount at a rate: the time that it takes.
  public static func / <A: UnitOfMeasure>(amount: Quantity<A>, rate: Quantity<Per<A, SecondUnit>>) -> Seconds
  where Unit == Per<A, SecondUnit> {
    Seconds(amount.value / rate.value)
  }

  /// A rate over a time: the amount.
  public static func * <A: UnitOfMeasure>(rate: Quantity<Per<A, SecondUnit>>, time: Seconds) -> Quantity<A>
  where Unit == Per<A, SecondUnit> {
    Quantity<A>(rate.value * time.value)
  }
}

extension Tokens {
  /// What so many tokens occupy.
  public static func * (tokens: Tokens, size: BytesPerToken) -> Bytes { Bytes(tokens.value * size.value) }
}

extension DollarsPerMillionTokens {
  /// The price of so many tokens.
  public static func * (price: DollarsPerMillionTokens, tokens: Tokens) -> Dollars {
    Dollars(price.value * tokens.value / 1e6)
  }

  /// The bill of so many tokens a month.
  public static func * (price: DollarsPerMillionTokens, volume: TokensPerMonth) -> DollarsPerMonth {
    DollarsPerMonth(price.value * volume.value / 1e6)
  }
}

extension DollarsPerHour {
  /// What an hourly price comes to when it runs the whole month.
  public var perMonth: DollarsPerMonth { DollarsPerMonth(value * Month.hours) }
}

extension DollarsPerMonth {
  /// What a million tokens cost when this bill serves so many a month; infinite when it serves none.
  public static func / (bill: DollarsPerMonth, volume: TokensPerMonth) -> DollarsPerMillionTokens {
    DollarsPerMillionTokens(bill.value / volume.value * 1e6)
  }
}

extension RequestsPerMonth {
  /// The average rate of a month.
  public var average: RequestsPerSecond { RequestsPerSecond(value / Month.seconds) }
}
