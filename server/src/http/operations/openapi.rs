//! `GET /openapi.json`: the table as a description in OpenAPI 3.1.

use axum::Json;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{Access, Body, Kind, Operation, all, schema_of};
use api::problem::{MEDIA_TYPE, Problem};

pub(in crate::http) async fn show() -> Json<Value> {
    Json(document())
}

/// The whole description.
#[must_use]
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|it| it.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for operation in all() {
        let described = describe(operation, &mut generator);
        let method = operation.method.as_str().to_ascii_lowercase();
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[method] = described;
    }
    let schemas = generator.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Puente", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "Apache-2.0" } },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "cookie": { "type": "apiKey", "in": "cookie", "name": "puente_session" },
                "bearer": { "type": "http", "scheme": "bearer" },
            },
        },
    })
}

fn describe(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let mut described = json!({
        "summary": operation.summary,
        "parameters": parameters(operation),
        "responses": responses(operation, generator),
    });
    described["security"] = match operation.access {
        Access::Anyone => json!([]),
        Access::Monitoring | Access::JobOrAgent(_) => json!([{ "bearer": [] }]),
        Access::SignedIn | Access::Clinic(_) | Access::Job(_) => json!([{ "cookie": [] }, { "bearer": [] }]),
    };
    if let Access::Clinic(Some(permission)) | Access::Job(permission) | Access::JobOrAgent(permission) =
        operation.access
    {
        described["x-permission"] = permission.as_str().into();
    }
    if let Some(body) = operation.body {
        let content = match body {
            Body::Json(schema) => json!({ "application/json": { "schema": schema(generator) } }),
            Body::Batch => json!({ "application/cbor": {} }),
            Body::File => json!({ "multipart/form-data": { "schema": {
                "type": "object",
                "required": ["file", "sha256"],
                "properties": { "file": {}, "sha256": { "type": "string", "pattern": "^[0-9a-fA-F]{64}$" } },
            } } }),
        };
        described["requestBody"] = json!({ "required": true, "content": content });
    }
    described
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let in_path = operation.path_parameters().map(|name| {
        let kind = match name {
            "seq" => json!({ "type": "integer", "minimum": 0 }),
            "size" => json!({ "enum": ["small", "large"] }),
            _ => schema(Kind::Uuid),
        };
        json!({ "name": name, "in": "path", "required": true, "schema": kind })
    });
    let in_query = operation.query.iter().map(|parameter| {
        let kind = schema(parameter.kind);
        json!({ "name": parameter.name, "in": "query", "required": parameter.is_required, "schema": kind })
    });
    let digest = matches!(operation.body, Some(Body::Batch))
        .then(|| json!({ "name": "Content-Digest", "in": "header", "required": true, "schema": { "type": "string" } }));
    in_path.chain(in_query).chain(digest).collect()
}

fn schema(kind: Kind) -> Value {
    match kind {
        Kind::Uuid => json!({ "type": "string", "format": "uuid" }),
        Kind::Text => json!({ "type": "string" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Number(most) => json!({ "type": "integer", "minimum": 1, "maximum": most }),
        Kind::OneOf(words) => json!({ "enum": words }),
    }
}

fn responses(operation: &Operation, generator: &mut SchemaGenerator) -> Value {
    let mut responses = Map::new();
    for answer in &operation.answers {
        let mut response = json!({ "description": "as asked" });
        if let Some((media_type, schema)) = answer.content {
            let content = schema.map_or_else(|| json!({}), |schema| json!({ "schema": schema(generator) }));
            response["content"] = json!({ media_type: content });
        }
        responses.insert(answer.status.to_string(), response);
    }
    for status in operation.problems() {
        let schema = schema_of::<Problem>(generator);
        let content = json!({ MEDIA_TYPE: { "schema": schema } });
        responses.insert(status.to_string(), json!({ "description": "a problem", "content": content }));
    }
    responses.into()
}
