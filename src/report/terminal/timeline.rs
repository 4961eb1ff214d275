//! Articles over time as one line of block characters.
//!
//! A bar stands for the shortest unit of the calendar of which all bars fit in the cells that there are, so that every dump
//! fits. A few stray dates, years away from all others, would leave one bar of a dump: where the middle 99% of the articles
//! can be shown in a shorter unit they are, and the others are counted.

use jiff::{ToSpan, civil::Date};

/// Bars from a few to most. Nothing is a dot, so that one article still is something.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Where there is nothing.
const NONE: char = '·';

/// Cells of a bar at most: wider ones say no more.
const WIDEST: usize = 6;

const EPOCH: Date = Date::constant(1970, 1, 1);

/// What one bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
}

impl Unit {
    const ALL: [Self; 8] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
        Self::Decade,
        Self::Century,
        Self::Millennium,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Century => "century",
            Self::Millennium => "millennium",
        }
    }

    /// The number of the unit that the day is in.
    fn number(self, date: Date) -> i64 {
        let days = || date.duration_since(EPOCH).as_hours().div_euclid(24);
        let year = i64::from(date.year());
        let month = || year * 12 + i64::from(date.month()) - 1;
        match self {
            Self::Day => days(),
            // The first day of 1970 was a Thursday, and weeks begin on Mondays.
            Self::Week => (days() + 3).div_euclid(7),
            Self::Month => month(),
            Self::Quarter => month().div_euclid(3),
            Self::Year => year,
            Self::Decade => year.div_euclid(10),
            Self::Century => year.div_euclid(100),
            Self::Millennium => year.div_euclid(1000),
        }
    }

    /// How many units lie between two days, both ends included.
    fn between(self, first: Date, last: Date) -> usize {
        usize::try_from(self.number(last) - self.number(first) + 1).unwrap_or(usize::MAX)
    }

    /// The shortest unit that needs no more bars than that.
    fn fitting(first: Date, last: Date, bars: usize, shortest: Self) -> Self {
        let longer = Self::ALL.into_iter().filter(|unit| *unit >= shortest);
        longer.into_iter().find(|unit| unit.between(first, last) <= bars).unwrap_or(Self::Millennium)
    }

    /// The unit that the day is in, in words that go after a number of articles.
    fn with_preposition(self, date: Date) -> String {
        let (year, month) = (date.year(), date.month());
        let years = |length: i16| {
            let first = year.div_euclid(length) * length;
            format!("in {first:04}–{:04}", first + length - 1)
        };
        match self {
            Self::Day => format!("on {date}"),
            Self::Week => {
                let monday = date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days());
                format!("in the week of {}", monday.unwrap_or(date))
            }
            Self::Month => format!("in {year:04}-{month:02}"),
            Self::Quarter => format!("in Q{} of {year:04}", (month - 1) / 3 + 1),
            Self::Year => format!("in {year:04}"),
            Self::Decade => years(10),
            Self::Century => years(100),
            Self::Millennium => years(1000),
        }
    }
}

/// When articles were published.
#[derive(Clone, Debug, Default)]
pub(super) struct Times {
    /// Known to the day.
    days: Vec<Date>,
    /// Known to the month, of which this is the first day.
    months: Vec<Date>,
    undated: u64,
}

impl Times {
    /// Adds an article by its time in RFC 3339.
    pub(super) fn add(&mut self, published: Option<&str>, is_month: bool) {
        let date = published.and_then(|time| time.get(..10)).and_then(|day| day.parse::<Date>().ok());
        match date {
            None => self.undated += 1,
            Some(date) if is_month => self.months.push(date),
            Some(date) => self.days.push(date),
        }
    }

    /// The articles over time in at most so many bars; `None` when all of them fall into one.
    pub(super) fn over(mut self, bars: usize) -> Option<Timeline> {
        // As the first of its month an article would stand where nobody put it, so it takes bars of months to show it.
        let by_months = self.months.len() > self.days.len();
        let mut dates = self.days;
        if by_months {
            dates.append(&mut self.months);
        }
        dates.sort_unstable();
        let shortest = if by_months { Unit::Month } else { Unit::Day };
        let unit =
            |dates: &[Date]| Some(Unit::fitting(*dates.first()?, *dates.last()?, bars.max(1), shortest));
        let stray = dates.len() / 200;
        let middle = &dates[stray..dates.len() - stray];
        let (shown, unit) = match (unit(middle)?, unit(&dates)?) {
            (shorter, longer) if shorter < longer => (middle, shorter),
            (_, unit) => (dates.as_slice(), unit),
        };
        let (&first, &last) = (shown.first()?, shown.last()?);
        // What is left out by its number is still there by its date.
        let earlier = dates.partition_point(|date| *date < first) as u64;
        let later = dates.len() as u64 - dates.partition_point(|date| *date <= last) as u64;
        let start = unit.number(first);
        let mut counts = vec![0_u64; unit.between(first, last)];
        let mut peak = (0, first);
        for date in dates.iter().filter(|date| (first..=last).contains(*date)) {
            let Some(count) =
                usize::try_from(unit.number(*date) - start).ok().and_then(|bar| counts.get_mut(bar))
            else {
                continue;
            };
            *count += 1;
            if *count > peak.0 {
                peak = (*count, *date);
            }
        }
        let (peak, day) = peak;
        let months = self.months.len() as u64;
        let peak_at = unit.with_preposition(day);
        let timeline = Timeline {
            unit,
            counts,
            first,
            last,
            peak,
            peak_at,
            earlier,
            later,
            months,
            undated: self.undated,
        };
        (timeline.counts.len() > 1).then_some(timeline)
    }
}

/// Articles over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Timeline {
    pub(super) unit: Unit,
    /// Articles per unit, from the first to the last.
    pub(super) counts: Vec<u64>,
    /// The first day with an article.
    pub(super) first: Date,
    /// The last one.
    pub(super) last: Date,
    /// The highest count.
    pub(super) peak: u64,
    /// When that was, in words.
    pub(super) peak_at: String,
    /// Articles before the first day shown.
    pub(super) earlier: u64,
    /// Articles after the last one.
    pub(super) later: u64,
    /// Articles left out because no more than their month is known.
    pub(super) months: u64,
    /// Articles without a time.
    pub(super) undated: u64,
}

impl Timeline {
    /// The bars, as wide as the cells allow; wide ones are apart from each other.
    pub(super) fn drawn(&self, cells: usize) -> String {
        let wide = (cells / self.counts.len().max(1)).clamp(1, WIDEST);
        let (bar, gap) = if wide > 2 { (wide - 1, " ") } else { (wide, "") };
        let mut drawn = String::new();
        for &count in &self.counts {
            drawn.extend(std::iter::repeat_n(block(count, self.peak), bar));
            drawn.push_str(gap);
        }
        drawn.truncate(drawn.trim_end().len());
        drawn
    }

    /// The bars, one cell each.
    pub(super) fn small(&self) -> String {
        self.counts.iter().map(|&count| block(count, self.peak)).collect()
    }
}

fn block(count: u64, peak: u64) -> char {
    let height = usize::try_from((count * 8).div_ceil(peak.max(1))).unwrap_or(8).min(8);
    height.checked_sub(1).and_then(|height| BLOCKS.get(height)).copied().unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(days: &[&str], bars: usize) -> Option<Timeline> {
        let mut times = Times::default();
        days.iter().for_each(|day| times.add(Some(&format!("{day}T12:00:00Z")), false));
        times.over(bars)
    }

    #[test]
    fn a_few_days_are_bars_of_their_own() {
        let timeline =
            over(&["2025-03-04", "2025-03-01", "2025-03-04", "2025-03-04", "2025-03-04"], 4).unwrap();
        assert_eq!((timeline.unit, timeline.counts.as_slice()), (Unit::Day, [1, 0, 0, 4].as_slice()));
        assert_eq!((timeline.peak, timeline.peak_at.as_str()), (4, "on 2025-03-04"));
        assert_eq!(timeline.small(), "▂··█");
        assert_eq!(
            (timeline.drawn(8), timeline.drawn(13)),
            ("▂▂····██".to_owned(), "▂▂ ·· ·· ██".to_owned())
        );
    }

    #[test]
    fn the_unit_grows_until_all_fits() {
        let unit = |last: &str, bars| over(&["2024-02-26", last], bars).map(|timeline| timeline.unit);
        assert_eq!(unit("2024-02-26", 10), None);
        assert_eq!(unit("2024-03-06", 10), Some(Unit::Day));
        assert_eq!(unit("2024-03-07", 10), Some(Unit::Week));
        // Ten weeks from that Monday on, and the first day of the eleventh.
        assert_eq!(unit("2024-05-05", 10), Some(Unit::Week));
        assert_eq!(unit("2024-05-06", 10), Some(Unit::Month));
        assert_eq!(unit("2025-01-01", 10), Some(Unit::Quarter));
        assert_eq!(unit("2030-01-01", 10), Some(Unit::Year));
        assert_eq!(unit("2034-01-01", 10), Some(Unit::Decade));
        assert_eq!(
            over(&["0000-01-01", "9999-12-31"], 10).map(|all| (all.unit, all.counts.len())),
            Some((Unit::Millennium, 10))
        );
        assert_eq!(over(&["2024-02-26", "2024-03-06"], 0), None);
    }

    #[test]
    fn peaks_are_named() {
        let at = |unit: Unit, day: &str| unit.with_preposition(day.parse().unwrap());
        let day = "2025-03-06";
        let named = Unit::ALL.map(|unit| at(unit, day));
        assert_eq!(
            named,
            [
                "on 2025-03-06",
                "in the week of 2025-03-03",
                "in 2025-03",
                "in Q1 of 2025",
                "in 2025",
                "in 2020–2029",
                "in 2000–2099",
                "in 2000–2999"
            ]
        );
        assert_eq!(at(Unit::Week, "0000-01-01"), "in the week of -000001-12-27");
    }

    #[test]
    fn what_is_not_known_to_the_day_is_counted_aside() {
        let mut times = Times::default();
        for (day, is_month) in [("2025-03-01", true), ("2025-03-02", false), ("2025-03-03", false)] {
            times.add(Some(&format!("{day}T00:00:00Z")), is_month);
        }
        times.add(None, false);
        times.add(Some("soon"), false);
        let timeline = times.clone().over(20).unwrap();
        assert_eq!(
            (timeline.counts.as_slice(), timeline.months, timeline.undated),
            ([1, 1].as_slice(), 1, 2)
        );
        times.add(Some("2025-05-01T00:00:00Z"), true);
        times.add(Some("2025-05-01T00:00:00Z"), true);
        let timeline = times.over(20).unwrap();
        assert_eq!(
            (timeline.unit, timeline.counts.as_slice(), timeline.months),
            (Unit::Month, [3, 0, 2].as_slice(), 0)
        );
    }

    #[test]
    fn stray_dates_are_counted_and_not_drawn() {
        let mut days = vec!["1970-01-01", "2038-01-19"];
        days.extend(std::iter::repeat_n("2025-03-01", 200));
        days.extend(std::iter::repeat_n("2025-03-04", 100));
        let timeline = over(&days, 20).unwrap();
        assert_eq!((timeline.earlier, timeline.later), (1, 1));
        assert_eq!((timeline.unit, timeline.counts.as_slice()), (Unit::Day, [200, 0, 0, 100].as_slice()));
    }
}
