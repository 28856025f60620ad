module.exports = {
  create: async (inputs) => ({ id: inputs.prefix, outs: inputs }),
  diff: async (_id, olds, news) => ({ changes: olds.path !== news.path }),
  read: async (id, props) => ({ id, props }),
  update: async (_id, _olds, news) => ({ outs: news }),
  delete: async () => undefined,
};
