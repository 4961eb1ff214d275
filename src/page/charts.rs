//! The geometry of charts; what is drawn with it is in the templates.

use std::fmt::Write;

use crate::article::{DatePrecision, Published};

use super::words::{days, moment};

/// Bars of a sparkline at most.
pub(super) const SPARKS: usize = 14;

/// Lanes of a timeline.
const LANES: usize = 24;

/// Width of the part of a timeline that has the marks, in its own units.
pub(super) const WIDTH: f64 = 640.0;

/// Height of a lane.
pub(super) const LANE: f64 = 22.0;

/// Articles over time, as heights from 0 to 9 in equal steps of days; empty when all are of one day, or of none.
pub(super) fn sparks(times: &[Option<Published>]) -> String {
    let days: Vec<i64> = times.iter().flatten().map(|time| days(time.seconds)).collect();
    let (Some(&first), Some(&last)) = (days.iter().min(), days.iter().max()) else { return String::new() };
    if first == last {
        return String::new();
    }
    let span = (last - first + 1) as u64;
    let bars = (span as usize).min(SPARKS);
    let mut counts = vec![0_u64; bars];
    for day in days {
        counts[((day - first) as u64 as u128 * bars as u128 / u128::from(span)) as usize] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    counts.iter().map(|&count| char::from(b'0' + (count * 9).div_ceil(most) as u8)).collect()
}

/// A sparkline as the path of a filled shape, 6 units a bar, 18 high.
pub(super) fn spark_path(sparks: &str) -> String {
    let mut path = String::new();
    for (at, height) in sparks.bytes().enumerate().filter(|&(_, digit)| digit > b'0') {
        let height = 2 * u32::from(height - b'0');
        let _ = write!(path, "M{} 18v-{height}h5v{height}z", at * 6);
    }
    path
}

/// An article on a timeline.
pub(super) struct Mark {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) radius: f64,
    /// Whether only the day is known, or less.
    pub(super) is_hollow: bool,
    /// The article.
    pub(super) article: usize,
}

/// An outlet of a timeline.
pub(super) struct Lane {
    pub(super) name: String,
    pub(super) y: f64,
    pub(super) marks: Vec<Mark>,
}

/// A line of the axis of a timeline.
pub(super) struct Tick {
    pub(super) x: f64,
    pub(super) label: String,
    /// At which side of the line the label is.
    pub(super) anchor: &'static str,
}

/// When which outlet carried an event.
pub(super) struct Timeline {
    pub(super) lanes: Vec<Lane>,
    pub(super) ticks: Vec<Tick>,
    pub(super) height: f64,
    /// Outlets without a lane.
    pub(super) hidden: usize,
    /// Articles without a date.
    pub(super) undated: usize,
}

/// An article to be drawn.
pub(super) struct Dot<'a> {
    pub(super) article: usize,
    pub(super) outlet: &'a str,
    pub(super) published: Option<Published>,
    /// Share of its words that others had before.
    pub(super) derived: f64,
}

/// The timeline of some articles in order of time; `None` when fewer than two of them have dates.
pub(super) fn timeline(dots: &[Dot]) -> Option<Timeline> {
    let dated: Vec<(&Dot, Published)> = dots.iter().filter_map(|dot| Some((dot, dot.published?))).collect();
    if dated.len() < 2 {
        return None;
    }
    let first = dated.iter().map(|(_, time)| time.seconds).min()?;
    let last = dated.iter().map(|(_, time)| time.seconds + span(*time)).max()?;
    let whole = (last - first).max(1) as f64;
    // Hours say nothing where only days are known.
    let finest = if dated.iter().all(|(_, time)| span(*time) > 0) { 86_400 } else { 600 };
    let x = |seconds: i64| round((seconds - first) as f64 / whole * (WIDTH - 24.0) + 12.0);
    let mut lanes: Vec<Lane> = Vec::new();
    let mut hidden: Vec<&str> = Vec::new();
    for (dot, time) in &dated {
        let at = lanes.iter().position(|lane| lane.name == dot.outlet);
        if at.is_none() && lanes.len() == LANES {
            hidden.push(dot.outlet);
            continue;
        }
        let at = at.unwrap_or(lanes.len());
        if at == lanes.len() {
            let y = LANE * at as f64 + LANE / 2.0;
            lanes.push(Lane { name: dot.outlet.to_owned(), y, marks: Vec::new() });
        }
        let lane = &mut lanes[at];
        // Ties in one lane stand beside each other, as those of a day would else cover one another.
        let place = x(time.seconds + span(*time) / 2);
        let beside = lane.marks.iter().filter(|mark| (mark.x - place).abs() < 7.0).count();
        lane.marks.push(Mark {
            x: round(place + 7.0 * beside.min(8) as f64).min(WIDTH - 6.0),
            y: lane.y,
            radius: round(4.0 + 4.0 * dot.derived.clamp(0.0, 1.0)),
            is_hollow: matches!(time.precision, DatePrecision::Day | DatePrecision::Month),
            article: dot.article,
        });
    }
    hidden.sort_unstable();
    hidden.dedup();
    let height = LANE * lanes.len() as f64;
    Some(Timeline {
        height,
        ticks: ticks((first, last), finest, &x),
        hidden: hidden.len(),
        undated: dots.len() - dated.len(),
        lanes,
    })
}

/// At which side of a line its label is: those at the ends would reach beyond the chart.
fn anchor(x: f64) -> &'static str {
    match x {
        x if x < 40.0 => "start",
        x if x > WIDTH - 40.0 => "end",
        _ => "middle",
    }
}

/// What the precision of a time leaves open, as it is drawn: a day is a stretch, a minute is a point.
fn span(time: Published) -> i64 {
    if time.uncertainty() >= 86_400 { time.uncertainty() } else { 0 }
}

/// Some lines at round times.
fn ticks((first, last): (i64, i64), finest: i64, x: &dyn Fn(i64) -> f64) -> Vec<Tick> {
    const STEPS: [i64; 14] = [
        600,
        1800,
        3600,
        10_800,
        21_600,
        43_200,
        86_400,
        172_800,
        604_800,
        1_209_600,
        2_592_000,
        7_776_000,
        31_536_000,
        315_360_000,
    ];
    let length = last - first;
    let mut steps = STEPS.into_iter().filter(|&step| step >= finest);
    let step = steps.find(|step| length / step <= 6).unwrap_or(3_153_600_000);
    let precision = if step < 86_400 { DatePrecision::Minute } else { DatePrecision::Day };
    let start = first.div_euclid(step) * step;
    let times = (0..9).map(|n| start + n * step).filter(|&time| time >= first && time <= last);
    times
        .map(|time| {
            let place = x(time);
            let whole = moment(Some(Published {
                seconds: time,
                precision,
                source: crate::article::DateSource::Published,
            }));
            // The year is said in the table below.
            let label = whole.get(5..).unwrap_or(&whole).to_owned();
            let label = if step >= 31_536_000 { whole } else { label };
            Tick { x: place, label, anchor: anchor(place) }
        })
        .collect()
}

/// Rounded to a tenth: finer is not seen.
pub(super) fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The step of a colour ramp from 0 (nothing) to 6 for a value among values up to `most`.
pub(super) fn step(value: f64, most: f64) -> u8 {
    if value <= 0.0 || most <= 0.0 {
        return 0;
    }
    // By the square root: counts of shared passages are skewed, and the small ones would all look alike.
    ((value / most).sqrt() * 6.0).ceil().clamp(1.0, 6.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::DateSource;

    fn at(seconds: i64, precision: DatePrecision) -> Option<Published> {
        Some(Published { seconds, precision, source: DateSource::Published })
    }

    #[test]
    fn sparklines_count_days() {
        let day = |day: i64| at(day * 86_400, DatePrecision::Day);
        assert_eq!(sparks(&[day(0), day(0), day(2), None]), "905");
        assert_eq!(sparks(&[day(3), day(3)]), "");
        assert_eq!(sparks(&[None]), "");
        let long: Vec<_> = (0..1000).map(day).collect();
        assert_eq!(sparks(&long).len(), SPARKS);
        assert_eq!(
            sparks(&[at(i64::MIN / 2, DatePrecision::Day), at(i64::MAX / 2, DatePrecision::Day)]).len(),
            SPARKS
        );
        assert_eq!(spark_path("90"), "M0 18v-18h5v18z");
    }

    #[test]
    fn timelines_have_a_lane_per_outlet() {
        let dot = |article, outlet, published| Dot { article, outlet, published, derived: 0.5 };
        let dots = [
            dot(0, "a", at(0, DatePrecision::Minute)),
            dot(1, "b", at(3600, DatePrecision::Minute)),
            dot(2, "a", at(86_400, DatePrecision::Day)),
            dot(3, "c", None),
        ];
        let timeline = timeline(&dots).unwrap();
        let lanes: Vec<(&str, usize)> =
            timeline.lanes.iter().map(|lane| (lane.name.as_str(), lane.marks.len())).collect();
        assert_eq!(lanes, [("a", 2), ("b", 1)]);
        assert_eq!((timeline.hidden, timeline.undated), (0, 1));
        assert!(timeline.lanes[0].marks[1].is_hollow && !timeline.lanes[0].marks[0].is_hollow);
        assert!(timeline.ticks.len() > 1);
        assert!(super::timeline(&dots[..1]).is_none() && super::timeline(&dots[3..]).is_none());
    }

    #[test]
    fn ramps_end_where_values_end() {
        assert_eq!([0.0, 0.01, 50.0, 100.0].map(|value| step(value, 100.0)), [0, 1, 5, 6]);
        assert_eq!(step(1.0, 0.0), 0);
    }
}
