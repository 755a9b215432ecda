//! Bytes that nobody would write: whatever is in a file, the answer is a case or a report.

use proptest::collection::vec;
use proptest::prelude::*;

use eastwest::case::Work;

use crate::case::{good, read, with};

const FILES: [&str; 11] = [
    "case.toml",
    "hubs.csv",
    "origins.csv",
    "links.csv",
    "trunks.csv",
    "accelerators.csv",
    "inference.csv",
    "training.csv",
    "storage.csv",
    "periods.csv",
    "profiles.csv",
];

/// Reads the files and writes out what comes of it.
fn answer(files: &crate::case::Files) -> String {
    match read(files) {
        Ok(loaded) => loaded.warnings.iter().map(ToString::to_string).collect(),
        Err(report) => report.to_string(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_in_any_file_are_answered(
        file in 0..FILES.len(),
        bytes in vec(any::<u8>(), 0..300),
    ) {
        prop_assert!(!FILES[file].is_empty());
        answer(&with(FILES[file], bytes));
    }

    #[test]
    fn arbitrary_text_of_the_format_in_any_file_is_answered(
        file in 0..FILES.len(),
        text in "[a-z_,\"#\n\r\t =.0-9\\[\\]*|%-]{0,200}",
    ) {
        answer(&with(FILES[file], text));
    }

    #[test]
    fn any_cell_may_hold_anything(
        file in 0..FILES.len(),
        at in any::<prop::sample::Index>(),
        length in 0_usize..6,
        new in prop_oneof![
            "[-+0-9.eE,%*|\" \n]{0,8}",
            Just("1e308".to_owned()),
            Just("-0".to_owned()),
            Just("nan".to_owned()),
            Just("1e-308".to_owned()),
            "\\PC{0,6}",
        ],
    ) {
        let mut files = good();
        let name = FILES[file];
        let mut characters: Vec<char> =
            String::from_utf8(files[name].clone()).unwrap().chars().collect();
        let start = at.index(characters.len());
        let end = (start + length).min(characters.len());
        characters.splice(start..end, new.chars());
        let text: String = characters.into_iter().collect();
        files.insert(name.to_owned(), text.into_bytes());
        answer(&files);
    }

    #[test]
    fn a_file_cut_anywhere_is_answered(
        file in 0..FILES.len(),
        at in any::<prop::sample::Index>(),
    ) {
        let mut files = good();
        let bytes = files.get_mut(FILES[file]).unwrap();
        bytes.truncate(at.index(bytes.len()));
        answer(&files);
    }

    /// A case that is read has only finite figures, or the +∞ that stands for no limit.
    #[test]
    fn a_case_that_is_read_is_finite(figure in "-?[0-9]{1,3}(e-?[0-9]{1,3})?", column in 0_usize..4) {
        let (file, from, to) = [
            ("hubs.csv", ",100,", format!(",{figure},")),
            ("inference.csv", ",6000,", format!(",{figure},")),
            ("training.csv", ",36400,", format!(",{figure},")),
            ("storage.csv", ",0.004,", format!(",{figure},")),
        ][column].clone();
        if let Ok(loaded) = read(&crate::case::edited(file, from, &to)) {
            for workload in &loaded.case.workloads {
                match &workload.work {
                    Work::Inference(service) => prop_assert!(
                        service.requests_per_s.iter().all(|(_, rate)| rate.peak().is_finite())
                            && service.gbps_per_mw().is_finite()
                    ),
                    Work::Training(run) => prop_assert!(
                        run.energy_mwh.is_finite() && run.gbps_per_mwh().is_finite()
                    ),
                    Work::Storage(archive) => prop_assert!(
                        archive.tb_per_mwh().is_finite() && archive.gbps_per_mw().is_finite()
                    ),
                }
            }
            for hub in &loaded.case.hubs {
                prop_assert!(hub.capacity_mw.is_finite());
            }
        }
    }
}

#[test]
fn a_very_long_line_and_very_many_columns_are_answered() {
    let long = "a,".repeat(100_000);
    assert!(read(&with("hubs.csv", &long)).is_err());
    assert!(read(&with("case.toml", "a = [".repeat(20_000))).is_err());
    assert!(read(&with("case.toml", "[a".repeat(20_000))).is_err());
    assert!(read(&with("case.toml", format!("a{} = 1", ".a".repeat(20_000)))).is_err());
    assert!(
        read(&with(
            "hubs.csv",
            format!("price{}\n1\n", "_w".repeat(100_000))
        ))
        .is_err()
    );
}
