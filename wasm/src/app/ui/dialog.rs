use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A question that must be answered before anything else: a native modal dialog, which keeps the focus inside, closes on
/// Escape and gives the focus back.
///
/// Shown while `open`; closing it by any way sets `open` to false. Children are the body and a `<footer>` with the
/// buttons.
#[component]
pub(crate) fn Dialog(
    id: &'static str,
    #[prop(into)] title: TextProp,
    open: RwSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let open = open.get();
        let Some(dialog) = node.get() else { return };
        if open && !dialog.open() {
            // Fails only for a dialog that is not in the page.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    view! {
        <dialog id=id node_ref=node class="dialog" aria-labelledby=labelled_by on:close=move |_| open.set(false)>
            <h2 id=title_id>{move || title.get()}</h2>
            <Show when=move || open.get()>{children()}</Show>
        </dialog>
    }
}
