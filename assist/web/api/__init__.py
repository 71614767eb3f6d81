"""Doors for programs: `/api/v1`, Gradio's named endpoints and MCP, over the same tools."""
