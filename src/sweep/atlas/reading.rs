//! Bytes to regions; nothing that stands in them is believed.

use std::sync::Arc;

use crate::certificate::Certificate;
use crate::engine::Basis;
use crate::sweep::history::NONE;
use crate::sweep::indicators::Term;
use crate::sweep::record::{How, Record};
use crate::sweep::region::{Facets, LANES, Region};
use crate::sweep::store::Store;
use crate::sweep::subject::Subject;
use crate::sweep::worker::Seeds;

use super::AtlasError;
use super::bytes::Source;

const TWICE: AtlasError = AtlasError::Damaged("a basis stands there twice");

/// Regions, in the order and at the places of a survey, and answers without one; `empty` has the cells of the grid, which has `len`
/// scenarios.
pub(super) fn read(
    bytes: &[u8],
    subject: &Subject,
    empty: &Seeds,
    len: u64,
) -> Result<(Seeds, Vec<(u64, Record)>), AtlasError> {
    let mut source = Source::new(bytes)?;
    let store = read_store(&mut source, subject)?;
    let count = store.region_count();
    let mut seeds = Seeds {
        store,
        cells: empty.cells.emptied(),
        weights: Vec::new(),
    };
    let order = read_list(&mut source, count)?;
    let mut met = vec![false; count];
    order.iter().for_each(|&number| met[number as usize] = true);
    if order.len() != count || met.contains(&false) {
        return Err(AtlasError::Damaged(tr!("its order leaves regions out")));
    }
    seeds.store = seeds.store.ordered(order);
    let mut cell = 0_u64;
    for _ in 0..source.count()? {
        cell = cell.saturating_add(source.whole()?);
        seeds.cells.put(cell, read_list(&mut source, count)?);
    }
    let weights = source.count()?;
    if weights != empty.weights.len() {
        return Err(AtlasError::Damaged(tr!(
            "its parameters are not those of the grid"
        )));
    }
    for _ in 0..weights {
        seeds.weights.push(source.figure()?);
    }
    let mut exceptions = Vec::new();
    for _ in 0..source.count()? {
        let at = source.whole()?;
        if at >= len {
            return Err(AtlasError::Damaged(tr!(
                "it answers a scenario that the grid has not"
            )));
        }
        exceptions.push((at, read_record(&mut source, subject)?));
    }
    source.expect_end()?;
    Ok((seeds, exceptions))
}

fn read_store(source: &mut Source<'_>, subject: &Subject) -> Result<Store, AtlasError> {
    let program = &subject.family.formulation.program;
    let mut words = Basis::pack(
        program.column_count(),
        program.row_count(),
        std::iter::empty(),
    )
    .words()
    .to_vec();
    let mut store = Store::default();
    let regions = source.count()?;
    let mut ways = Vec::with_capacity(regions);
    for _ in 0..regions {
        let mut at = 0;
        for _ in 0..source.count()? {
            at += source.place(words.len().saturating_sub(at))?;
            words[at] ^= source.whole()?;
        }
        let basis = Basis::from_words(program.column_count(), program.row_count(), &words);
        let (number, is_new) = store.number_of(&basis);
        if !is_new {
            return Err(TWICE);
        }
        let region = read_region(source, subject)?;
        let facets = region.facets().count().min(LANES);
        let across = (0..facets).map(|_| match source.place(regions + 1)? {
            0 => Ok(NONE),
            number => Ok(number as u32 - 1),
        });
        ways.push((number, across.collect::<Result<Vec<u32>, AtlasError>>()?));
        store.keep(number, Arc::new(region));
    }
    for (number, across) in ways {
        store.set_across(number, across);
    }
    Ok(store)
}

fn read_list(source: &mut Source<'_>, end: usize) -> Result<Vec<u32>, AtlasError> {
    let count = source.count()?;
    (0..count).map(|_| Ok(source.place(end)? as u32)).collect()
}

fn read_region(source: &mut Source<'_>, subject: &Subject) -> Result<Region, AtlasError> {
    let width = subject.all.width();
    let count = source.count()?;
    let mut coefficients = Vec::new();
    for _ in 0..count {
        for _ in 0..width {
            coefficients.push(source.facet()?);
        }
    }
    let facets = Facets::from_coefficients(width, &coefficients);
    let terms = read_terms(source, subject.indicators.kinds.len(), width)?;
    let dual_terms = read_terms(source, 1, width)?;
    let mut residuals = || {
        (0..width)
            .map(|_| source.figure())
            .collect::<Result<Vec<f64>, _>>()
    };
    Ok(Region {
        facets,
        terms,
        dual_terms,
        primal_residual: residuals()?,
        dual_residual: residuals()?,
        // each row that is read from it tells its own proof
        is_proof: false,
    })
}

fn read_terms(
    source: &mut Source<'_>,
    figures: usize,
    width: usize,
) -> Result<Vec<Term>, AtlasError> {
    let count = source.count()?;
    let mut terms = Vec::with_capacity(count);
    for _ in 0..count {
        let figure = source.place(figures)? as u32;
        let (v, w) = (source.place(width)?, source.place(width)?);
        terms.push(Term::new(figure, v, w, source.figure()?));
    }
    Ok(terms)
}

fn read_record(source: &mut Source<'_>, subject: &Subject) -> Result<Record, AtlasError> {
    let how = How::ALL[source.place(How::ALL.len())?];
    let count = source.count()?;
    if count != 0 && count != subject.indicators.kinds.len() {
        return Err(AtlasError::Damaged(tr!(
            "an answer has other figures than rows"
        )));
    }
    let mut figures = Vec::with_capacity(count);
    for _ in 0..count {
        figures.push(source.figure()?);
    }
    let primal_residual = source.figure()?;
    let mut part = || match source.place(2)? {
        0 => Ok::<_, AtlasError>(None),
        _ => source.figure().map(Some),
    };
    let certificate = Certificate {
        primal_residual,
        dual_residual: part()?,
        relative_gap: part()?,
    };
    let note = match source.place(2)? {
        0 => None,
        _ => Some(source.text()?),
    };
    Ok(Record {
        how,
        figures,
        certificate,
        note,
    })
}
