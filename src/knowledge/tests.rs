use super::*;

#[test]
fn the_embedded_file_is_sound() {
    match parse(embedded()) {
        Ok(loaded) => assert_eq!(loaded.warnings, []),
        Err(problems) => panic!("{problems}"),
    }
}
