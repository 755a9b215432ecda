//! Is the programme of a case the one that its documentation states? The formulas are written here a second time, over
//! names instead of positions, and compared number by number.

mod book;
#[path = "../../../tests/common/mod.rs"]
mod common;
mod size;

use book::{Book, Line, Written};
use common::random_case;

use super::keys::{ColumnKey, RowKey};
use super::measures::Item;
use super::{Formulation, formulate};
use crate::Case;
use crate::case::{Accounting, HubId, OriginId, Work};

const INF: f64 = f64::INFINITY;

fn assert_same(found: f64, expected: f64, what: &str) {
    let gap = (found - expected).abs();
    assert!(
        found == expected || gap <= 1e-12 * (1.0 + expected.abs()),
        "{what}: {found} instead of {expected}"
    );
}

/// The programme as the formulation writes it, by names.
fn by_name(formulation: &Formulation) -> Written {
    let program = &formulation.program;
    let mut written = Written::default();
    for i in 0..program.row_count() {
        let (lower, upper) = (program.row_lower[i], program.row_upper[i]);
        written.row(program.row_name(i), lower, upper, Line::new());
    }
    for j in 0..program.column_count() {
        let column = program.column_name(j);
        assert_eq!((program.lower[j], program.upper[j]), (0.0, INF), "{column}");
        for (i, value) in program.matrix.column(j) {
            let row = written.rows.get_mut(&program.row_name(i)).expect("a row");
            row.2.insert(column.clone(), value);
        }
        for item in Item::ALL {
            written.item(&column, item, formulation.measures.at(item, j));
        }
    }
    assert_eq!(written.items.len(), program.column_count(), "names differ");
    written
}

fn assert_written(case: &Case) {
    let formulation = formulate(case);
    let (found, expected) = (by_name(&formulation), Book::of(case));
    let rows = |w: &Written| w.rows.keys().cloned().collect::<Vec<_>>();
    assert_eq!(rows(&found), rows(&expected), "{}", case.name);
    for (name, (lower, upper, line)) in &expected.rows {
        let row = &found.rows[name];
        assert_same(row.0, *lower, name);
        assert_same(row.1, *upper, name);
        let columns = |line: &Line| line.keys().cloned().collect::<Vec<_>>();
        assert_eq!(columns(&row.2), columns(line), "{}: {name}", case.name);
        for (column, value) in line {
            assert_same(row.2[column], *value, &format!("{name}, {column}"));
        }
    }
    let columns = |w: &Written| w.items.keys().cloned().collect::<Vec<_>>();
    assert_eq!(columns(&found), columns(&expected), "{}", case.name);
    for (column, items) in &expected.items {
        for item in Item::ALL {
            let amount = items.get(item.name()).copied().unwrap_or(0.0);
            let what = format!("{column}, {}", item.name());
            assert_same(found.items[column][item.name()], amount, &what);
        }
    }
    assert_objectives(case, &formulation, &expected);
}

/// Cost is the sum of what is paid; then carbon in the case's accounting; then the round trip.
fn assert_objectives(case: &Case, formulation: &Formulation, expected: &Written) {
    let program = &formulation.program;
    let of = |column: &str, item: Item| {
        let items = &expected.items[column];
        items.get(item.name()).copied().unwrap_or(0.0)
    };
    let names: Vec<&str> = program.objectives.iter().map(|o| &o.name[..]).collect();
    assert_eq!(names, ["cost_cny", "carbon_t", "round_trip_ms_mwh"]);
    let carbon = match case.accounting {
        Accounting::Location => Item::CarbonLocation,
        Accounting::Market => Item::CarbonMarket,
        Accounting::Marginal => Item::CarbonMarginal,
    };
    for j in 0..program.column_count() {
        let column = program.column_name(j);
        let paid = [
            Item::Electricity,
            Item::Hosting,
            Item::Accelerators,
            Item::Bandwidth,
            Item::Transfer,
            Item::GreenPremium,
            Item::Carbon,
            Item::Shortfall,
            Item::PowerContracts,
        ];
        let cost: f64 = paid.iter().map(|&item| of(&column, item)).sum();
        let found = |rank: usize| program.objectives[rank].coefficients[j];
        assert_same(found(0), cost, &column);
        assert_same(found(1), of(&column, carbon), &column);
        assert_same(found(2), of(&column, Item::RoundTrip), &column);
    }
    assert!(program.objectives.iter().all(|o| o.constant == 0.0));
    assert_eq!(formulation.rows().len(), program.row_count());
    assert_eq!(formulation.columns().len(), program.column_count());
    for (j, key) in formulation.columns().iter().enumerate() {
        let short = of(&program.column_name(j), Item::Shortfall) > 0.0;
        assert_eq!(key.is_shortfall(), short, "{}", program.column_name(j));
    }
}

/// What random cases do not have: residual factors, a run that moves nothing, urgency.
fn varied(seed: u64) -> Case {
    let mut case = random_case(seed);
    for (h, hub) in case.hubs.iter_mut().enumerate() {
        if (seed as usize + h).is_multiple_of(3) {
            let mut residual = hub.emission_factor_kg_per_kwh.clone();
            residual.base *= 1.25;
            hub.residual_emission_factor_kg_per_kwh = Some(residual);
        }
        if (seed as usize + h) % 5 == 1 {
            hub.marginal_emission_factor_kg_per_kwh = None;
        }
    }
    case.penalties.urgent_first = seed.is_multiple_of(2);
    case.penalties.green_cny_per_mwh = 60_000.0;
    case.penalties.carbon_cny_per_t = 70_000.0;
    case.penalties.share_cny_per_mwh = 80_000.0;
    for workload in &mut case.workloads {
        if let Work::Training(run) = &mut workload.work
            && seed % 4 == 1
        {
            run.volume_tb = 0.0;
        }
        if let Work::Training(run) = &mut workload.work
            && seed % 5 == 2
        {
            run.transfer_hours = Some(24.0);
        }
        if let Work::Training(run) = &mut workload.work
            && seed % 3 == 1
        {
            run.sync_gbps_per_mw = 0.25;
        }
    }
    case
}

#[test]
fn every_number_of_the_programme_is_the_one_of_the_formulas() {
    for seed in 0..150 {
        assert_written(&varied(seed));
    }
    for name in ["tiny", "chatgpt", "china"] {
        assert_written(&common::dataset(name));
        assert_written(&common::dataset(name).averaged());
    }
}

/// Contracts for green power over random cases, with and without a rule for every hour.
#[test]
fn contracts_for_green_power_are_those_of_the_formulas() {
    for seed in 0..100 {
        let case = common::with_contracts(varied(seed), seed);
        assert_written(&case);
        let size = super::size::Size::of(&case);
        let program = formulate(&case).program;
        assert!(size.rows >= program.row_count() as u64, "{seed}");
        assert!(size.columns >= program.column_count() as u64, "{seed}");
        assert!(size.entries >= program.matrix.values.len() as u64, "{seed}");
    }
}

/// A round trip that is the limit, but for rounding, is within it; one that is longer by more is not.
#[test]
fn a_round_trip_as_long_as_the_limit_is_in_time() {
    let mut case = common::dataset("tiny");
    let (delta, plateau) = (OriginId::new(0), HubId::new(1));
    let link = |case: &mut Case, rtt_ms: f64| case.links[1].rtt_ms = rtt_ms;
    let chat_goes_west = |case: &Case| {
        let program = formulate(case).program;
        let mut names = (0..program.column_count()).map(|j| program.column_name(j));
        names.any(|name| name.starts_with("load.chat.delta.plateau"))
    };
    for (rtt_ms, in_time) in [
        (24.0, true),
        (25.0, true),
        (25.0 + 5e-10, true),
        (25.0 + 3e-9, false),
        (29.0, false),
    ] {
        link(&mut case, rtt_ms);
        assert_eq!(case.link(delta, plateau).rtt_ms, rtt_ms);
        assert_eq!(chat_goes_west(&case), in_time, "{rtt_ms} ms");
    }
}

/// `china` with its day cut into so many periods: copies of its hours, equally long.
fn cut(case: &Case, periods: usize) -> Case {
    let mut case = case.clone();
    let (old, horizon) = (case.periods.len(), case.horizon_hours());
    let of = |t: usize| t * old / periods;
    let stretch = |figure: &mut crate::case::Hourly| {
        if !figure.shape.is_empty() {
            figure.shape = (0..periods).map(|t| figure.shape[of(t)]).collect();
        }
    };
    for hub in &mut case.hubs {
        let series = [
            Some(&mut hub.pue),
            Some(&mut hub.price_cny_per_kwh),
            Some(&mut hub.green_share),
            Some(&mut hub.emission_factor_kg_per_kwh),
            hub.residual_emission_factor_kg_per_kwh.as_mut(),
            hub.marginal_emission_factor_kg_per_kwh.as_mut(),
        ];
        series.into_iter().flatten().for_each(stretch);
    }
    for workload in &mut case.workloads {
        match &mut workload.work {
            Work::Inference(service) => {
                for (_, rate) in &mut service.requests_per_s {
                    stretch(rate);
                }
            }
            Work::Training(run) => run.window = vec![true; periods],
            Work::Storage(_) => {}
        }
    }
    case.periods = (0..periods)
        .map(|t| crate::case::Period {
            id: format!("p{t}"),
            hours: horizon / periods as f64,
            group: None,
        })
        .collect();
    case
}

/// Four times the periods are four times the entries: a run's traffic is no square of them.
#[test]
fn entries_grow_with_the_periods_and_not_with_their_square() {
    let china = common::dataset("china");
    let counts = |periods: usize| {
        let case = cut(&china, periods);
        let entries = formulate(&case).program.matrix.values.len();
        let told = crate::formulation::size::Size::of(&case).entries;
        assert!(entries as u64 <= told, "{entries} entries, told {told}");
        (entries, told)
    };
    let [a, b, c] = [24, 48, 96].map(counts);
    // linear: what 24 periods more add is the same from 24 to 48 as, twice, from 48 to 96
    assert_eq!(c.0 - b.0, 2 * (b.0 - a.0));
    assert_eq!(c.1 - b.1, 2 * (b.1 - a.1));
}

/// The same programme with every energy of a run written out as the sum of its loads: what it was before there were columns for it.
fn written_out(formulation: &Formulation) -> crate::program::Program {
    let mut program = formulation.program.clone();
    let mut entries: Vec<(usize, usize, f64)> = Vec::new();
    let rows = formulation.rows();
    let energies: Vec<usize> = (0..program.column_count())
        .filter(|&j| matches!(formulation.columns()[j], ColumnKey::RunEnergy { .. }))
        .collect();
    // E stands in its own row with -1
    let own_row = |j: usize| program.matrix.column(j).find(|&(_, value)| value == -1.0);
    let own: Vec<usize> = energies
        .iter()
        .filter_map(|&j| own_row(j))
        .map(|(i, _)| i)
        .collect();
    for j in 0..program.column_count() {
        for (i, value) in program.matrix.column(j) {
            let Some(place) = own.iter().position(|&row| row == i) else {
                if !energies.contains(&j) {
                    entries.push((i, j, value));
                }
                continue;
            };
            let read = program.matrix.column(energies[place]);
            if j != energies[place] {
                entries.extend(
                    read.filter(|&(row, _)| row != i)
                        .map(|(row, gbps)| (row, j, gbps * value)),
                );
            }
        }
    }
    assert!(
        own.iter()
            .all(|&i| matches!(rows[i], RowKey::RunEnergy { .. }))
    );
    program.matrix = crate::program::Matrix::from_triplets(program.column_count(), entries);
    program
}

#[test]
fn answers_are_those_of_the_programme_without_energies() {
    let (mut with_energies, mut exact) = (0, 0);
    for seed in 0..400 {
        let case = random_case(seed);
        let formulation = formulate(&case);
        let is_energy = |key: &ColumnKey| matches!(key, ColumnKey::RunEnergy { .. });
        if !formulation.columns().iter().any(is_energy) {
            continue;
        }
        with_energies += 1;
        let solve = |program: &crate::program::Program| {
            let solved = crate::solver::solve(program, crate::solver::Solver::Engine);
            // a programme of which nobody can prove an answer tells nothing here; few may be
            let Ok(solved) = solved else {
                return None;
            };
            let cost = &program.objectives[0].coefficients;
            let costs = cost.iter().zip(&solved.solution.x);
            let is_engine = solved.solver == crate::solver::Solver::Engine;
            Some((costs.map(|(c, x)| c * x).sum::<f64>(), is_engine))
        };
        let (Some(short), Some(long)) = (
            solve(&formulation.program),
            solve(&written_out(&formulation)),
        ) else {
            continue;
        };
        // an inner point of the reference is no more exact than its certificate
        let both = short.1 && long.1;
        let allowed = if both { 1e-9 } else { 1e-7 };
        exact += usize::from(both);
        let ((short, _), (long, _)) = (short, long);
        let gap = (short - long).abs();
        assert!(
            gap <= allowed * long.abs(),
            "{}: {short} and {long}",
            case.name
        );
    }
    assert!(with_energies > 20, "{with_energies}");
    assert!(10 * exact > 9 * with_energies, "{exact} of {with_energies}");
}
