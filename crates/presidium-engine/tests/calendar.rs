//! Whole months are exact, whichever way they are written and compared, in the oracle and the engine.

mod common;

use std::fmt::Write;

use common::{agree_as_usual, everything, model};
use presidium_engine::oracle::run_world;
use presidium_engine::{Scenario, World};
use presidium_lang::MemorySources;
use presidium_lang::model::Model;

const MONTHS_MAX: u32 = 1200;

/// The last months of the times that are tried: around turns of years and centuries and a leap day.
const ENDS: [u32; 3] = [1953 * 12 + 2, 2000 * 12, 1904 * 12 + 1];

/// Says of two things that are equal in one month that each relation between them is as between the months.
fn relations(left: &str, right: &str, end: &str) -> String {
    let one = |relation: &str| format!("({left} {relation} {right}) = (now {relation} {end})");
    ["=", "!=", "<", "<=", ">", ">="].map(one).join(" and ")
}

fn date(month: u32) -> String {
    format!("{:04}-{:02}", month / 12, month % 12 + 1)
}

fn frame(end: u32) -> String {
    format!("model \"Months\" from {} to {} step 1 month language 1\n", date(end - 1), date(end + 1))
}

/// All variables of type truth must hold in every month.
#[track_caller]
fn all_hold(name: &str, model: &Model) {
    let mut outputs = everything(model);
    outputs.monthly.retain(|(id, _)| model.variables[*id].name.starts_with("is_"));
    let world = run_world(model, &Scenario::default(), 1, World(0), &outputs, None).unwrap_or_else(|e| panic!("{e:?}"));
    for (&(id, element), values) in outputs.monthly.iter().zip(&world.monthly) {
        let variable = &model.variables[id];
        assert!(values.iter().all(|&value| value == 1.0), "{name}: {}[{element}]: {values:?}", variable.name);
    }
    agree_as_usual(name, model, &Scenario::default(), &outputs, 3);
}

#[test]
fn months_that_are_written_out_are_exact() {
    for end in ENDS {
        let mut text = format!("```presidium\n{}", frame(end));
        for months in 1..=MONTHS_MAX {
            let (start, end, time) = (date(end - months), date(end), format!("{months} months"));
            let between = relations(&format!("now - {start}"), &time, &end);
            let turned = relations(&format!("-({time})"), &format!("{start} - now"), &end);
            let later = relations("now", &format!("{start} + {time}"), &end);
            let sooner = relations(&format!("now - {time}"), &start, &end);
            let _ = writeln!(text, "let is_{months} : truth = {between} and {turned} and {later} and {sooner}");
        }
        all_hold(&date(end), &model("months", &format!("{text}```\n")));
    }
}

#[test]
fn months_from_a_table_are_exact() {
    for end in ENDS {
        let mut rows = "id,start,length,part\n".to_owned();
        for months in 1..=MONTHS_MAX {
            let start = date(end - months);
            let _ = writeln!(rows, "t{months},{start},{months},{}", f64::from(months) / 7.0);
        }
        let between = "now - start[t]";
        let ways = [
            relations(between, "length[t]", &date(end)),
            relations(between, "7 * part[t]", &date(end)),
            relations("gap[t]", "length[t]", &date(end)),
            relations("now", "start[t] + length[t]", &date(end)),
            relations("now - length[t]", "start[t]", &date(end)),
            relations("now - 7 * part[t]", "start[t]", &date(end)),
            relations("gap[t] / 1 month", "length[t] / 1 month", &date(end)),
        ];
        let mut text = format!(
            "```presidium\n{}set Term from \"terms.csv\"\n    with start : date\n         length : month assumption\n         \
             part : month assumption\nlet gap[t: Term] : year = {between}\n",
            frame(end)
        );
        for (place, way) in ways.iter().enumerate() {
            let _ = writeln!(text, "let is_{place}[t: Term] : truth = {way}");
        }
        let sources = MemorySources::new("terms").with("model.md", format!("{text}```\n")).with("terms.csv", rows);
        let loaded = presidium_lang::load(&sources).unwrap_or_else(|report| panic!("{report}"));
        all_hold(&date(end), &loaded.model);
    }
}
