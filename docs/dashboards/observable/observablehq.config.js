// Libraries come from `node_modules`, and no style sheet from elsewhere, so that the site is built and read offline.
export default {
  title: "News events and text reuse",
  pages: [],
  search: false,
  globalStylesheets: [],
};
