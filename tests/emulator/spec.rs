//! What the emulator gives and takes, against Telegram's own description of it.

use esij_bot::emulator::Emulator;
use serde_json::{Map, Value, json};

struct Spec(Value);

impl Spec {
    fn load() -> Self {
        Self(serde_json::from_str(include_str!("../data/bot-api.json")).expect("the description is JSON"))
    }

    /// What is wrong with a value of one of these types.
    fn check(&self, types: &[&str], value: &Value, path: &str) -> Vec<String> {
        let mut least: Option<Vec<String>> = None;
        for kind in types {
            let wrong = self.check_one(kind, value, path);
            if least.as_ref().is_none_or(|least| wrong.len() < least.len()) {
                least = Some(wrong);
            }
        }
        least.unwrap_or_else(|| vec![format!("{path}: no type")])
    }

    fn check_one(&self, kind: &str, value: &Value, path: &str) -> Vec<String> {
        let expect = |sound: bool| if sound { Vec::new() } else { vec![format!("{path}: {value} is not {kind}")] };
        match kind {
            "Integer" => return expect(value.is_i64() || value.is_u64()),
            "Float" => return expect(value.is_number()),
            "String" | "InputFile" => return expect(value.is_string()),
            "Boolean" => return expect(value.is_boolean()),
            "True" => return expect(value == &Value::Bool(true)),
            _ => {}
        }
        if let Some(inner) = kind.strip_prefix("Array of ") {
            let Some(items) = value.as_array() else { return expect(false) };
            let item = |(at, item)| self.check_one(inner, item, &format!("{path}[{at}]"));
            return items.iter().enumerate().flat_map(item).collect();
        }
        let description = &self.0["types"][kind];
        if let Some(subtypes) = description["subtypes"].as_array() {
            let subtypes: Vec<&str> = subtypes.iter().filter_map(Value::as_str).collect();
            return self.check(&subtypes, value, path);
        }
        let (Some(fields), Some(object)) = (description["fields"].as_array(), value.as_object()) else {
            return expect(false);
        };
        self.check_fields(fields, object, &format!("{path}:{kind}"))
    }

    fn check_fields(&self, fields: &[Value], object: &Map<String, Value>, path: &str) -> Vec<String> {
        let mut wrong = Vec::new();
        for field in fields {
            let name = field["name"].as_str().expect("a field has a name");
            match object.get(name) {
                Some(value) => {
                    let types = field["types"].as_array().expect("a field has types");
                    let types: Vec<&str> = types.iter().filter_map(Value::as_str).collect();
                    wrong.extend(self.check(&types, value, &format!("{path}.{name}")));
                }
                None if field["required"] == true => wrong.push(format!("{path}.{name} is missing")),
                None => {}
            }
        }
        let known = |name: &str| fields.iter().any(|field| field["name"] == name);
        wrong.extend(object.keys().filter(|name| !known(name)).map(|name| format!("{path}.{name} is not known")));
        wrong
    }

    fn check_call(&self, method: &str, params: &Value, result: Option<&Value>) -> Vec<String> {
        let description = &self.0["methods"][method];
        let Some(fields) = description["fields"].as_array() else { return vec![format!("{method} is not known")] };
        let params = params.as_object().expect("parameters are an object").clone();
        let readable = |value: Value| match &value {
            // A multipart form carries everything as text.
            Value::String(text) if text.starts_with(['{', '[']) => serde_json::from_str(text).unwrap_or(value),
            Value::String(text) if text.parse::<i64>().is_ok() || text == "true" => {
                serde_json::from_str(text).unwrap_or(value)
            }
            _ => value,
        };
        let as_sent = self.check_fields(fields, &params, method);
        let mut wrong = if as_sent.is_empty() {
            as_sent
        } else {
            let read = params.into_iter().map(|(name, value)| (name, readable(value))).collect();
            self.check_fields(fields, &read, method)
        };
        if let Some(result) = result {
            let returns = description["returns"].as_array().expect("a method returns something");
            let returns: Vec<&str> = returns.iter().filter_map(Value::as_str).collect();
            wrong.extend(self.check(&returns, result, &format!("{method} result")));
        }
        wrong
    }
}

/// Everything that was called and given is as Telegram describes it.
pub(crate) fn check_recorded(emulator: &Emulator) {
    let spec = Spec::load();
    let recorded = emulator.recorded();
    assert!(!recorded.is_empty(), "nothing was recorded");
    for call in recorded {
        let wrong = spec.check_call(&call.method, &call.params, call.result.as_ref());
        assert!(wrong.is_empty(), "{}: {wrong:#?}", call.method);
    }
}

#[test]
fn the_check_bites() {
    let spec = Spec::load();
    let wrong = |value: Value| spec.check(&["User"], &value, "user");
    assert_eq!(wrong(json!({ "id": 1, "is_bot": false, "first_name": "Jan" })), Vec::<String>::new());
    assert_eq!(wrong(json!({ "id": 1, "is_bot": false })), ["user:User.first_name is missing"]);
    assert_eq!(wrong(json!({ "id": "1", "is_bot": false, "first_name": "" })), ["user:User.id: \"1\" is not Integer"]);
    assert_eq!(wrong(json!({ "id": 1, "is_bot": false, "first_name": "", "age": 3 })), ["user:User.age is not known"]);
    assert_eq!(spec.check_call("getFile", &json!({}), None), ["getFile.file_id is missing"]);
}
